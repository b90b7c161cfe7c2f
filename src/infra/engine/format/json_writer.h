// Writes the small JSON files: objects in the order of the calls, in Go's form, with what Go would
// omit omitted.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "infra/engine/format/id.h"
#include "infra/engine/format/timestamp.h"

namespace tl::engine {

void appendNumber(std::string& out, std::uint64_t value);
void appendNumber(std::string& out, std::int64_t value);

/// Builds one object, member by member.
class JsonObjectWriter {
  public:
    JsonObjectWriter& text(std::string_view key, std::string_view value);
    JsonObjectWriter& textUnlessEmpty(std::string_view key, std::string_view value);
    JsonObjectWriter& texts(std::string_view key, std::span<const std::string> values);
    JsonObjectWriter& textsUnlessEmpty(std::string_view key, std::span<const std::string> values);
    JsonObjectWriter& number(std::string_view key, std::uint64_t value);
    JsonObjectWriter& numberUnlessZero(std::string_view key, std::uint64_t value);
    JsonObjectWriter& signedNumber(std::string_view key, std::int64_t value);
    JsonObjectWriter& boolean(std::string_view key, bool value);
    JsonObjectWriter& time(std::string_view key, const Timestamp& value);
    JsonObjectWriter& digest(std::string_view key, const Digest& value);
    JsonObjectWriter& base64(std::string_view key, std::span<const std::byte> value);
    /// `value` is JSON itself.
    JsonObjectWriter& json(std::string_view key, std::string_view value);
    /// The inside of an object, or nothing.
    JsonObjectWriter& members(std::string_view inside);

    /// The object. The writer is used up.
    [[nodiscard]] std::string finish();

  private:
    /// Writes all that precedes a value.
    void start(std::string_view key);

    std::string json_ = "{";
};

}  // namespace tl::engine
