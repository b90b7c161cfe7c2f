// Reads the members of a JSON object into the fields of a record, as a table says.

#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "infra/engine/format/json_document.h"

namespace tl::engine {

/// How to read the member `key`, which is not null.
template <typename Record>
struct JsonMember {
    std::string_view key;
    void (*read)(Record& record, JsonElement value, std::string_view key);
};

/// A JsonMember's `read` that stores in the field `kField` what the function `kRead` returns.
template <typename Record, auto kField, auto kRead>
void readInto(Record& record, JsonElement value, std::string_view key) {
    record.*kField = kRead(value, key);
}

/// The same for an ID, which may be optional.
template <typename Record, auto kField, typename Id>
void readIdInto(Record& record, JsonElement value, std::string_view key) {
    record.*kField = Id{readDigest(value, key)};
}

/// Reads each member of `object` that `known` lists into `record`, and hands each other one to
/// `visitUnknown`. null counts as absent. In the order of `known`, the first look finds each.
template <typename Record, std::size_t kCount, typename VisitUnknown>
void readMembers(const simdjson::dom::object& object,
                 const std::array<JsonMember<Record>, kCount>& known,
                 Record& record,
                 VisitUnknown&& visitUnknown) {
    std::size_t next = 0;
    for (const auto& [key, value] : object) {
        std::size_t tries = 0;
        while (tries < kCount && known[(next + tries) % kCount].key != key)
            ++tries;
        if (tries == kCount) {
            visitUnknown(key, value);
            continue;
        }
        const JsonMember<Record>& member = known[(next + tries) % kCount];
        if (!value.is_null()) member.read(record, value, key);
        next = (next + tries + 1) % kCount;
    }
}

/// The same for records that have no use for other members.
template <typename Record, std::size_t kCount>
void readMembers(const simdjson::dom::object& object,
                 const std::array<JsonMember<Record>, kCount>& known,
                 Record& record) {
    readMembers(object, known, record, [](std::string_view, JsonElement) {});
}

}  // namespace tl::engine
