// Reads the JSON of foreign repositories: whatever the bytes are, the answer is a value or
// Error{Corrupted}. A thin layer over simdjson's DOM, which checks the whole document (UTF-8,
// syntax, depth) before we look at the first member. Its on-demand interface checks only what is
// asked for, and is slow when not built for one kind of processor.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "infra/engine/format/id.h"
#include "infra/engine/format/timestamp.h"

namespace tl::engine {

using JsonElement = simdjson::dom::element;

/// Throws Error{Corrupted} that says what the member `key` should be.
[[noreturn]] void throwBadMember(std::string_view key, std::string_view expected);

/// Keeps simdjson's buffers from call to call.
class JsonDocument {
  public:
    /// The root; valid until the next call.
    /// **Errors:** Corrupted.
    [[nodiscard]] JsonElement parse(std::span<const std::byte> json);
    /// The root, which must be an object.
    /// **Errors:** Corrupted.
    [[nodiscard]] simdjson::dom::object parseObject(std::span<const std::byte> json);

  private:
    simdjson::dom::parser parser_;
    std::unique_ptr<char[]> buffer_;  ///< The JSON with the padding that simdjson reads beyond it.
    std::size_t bufferSize_ = 0;
};

// The value of the member `key`. **Errors:** Corrupted when it is of another type or out of range.

[[nodiscard]] std::uint64_t readU64(JsonElement value, std::string_view key);
[[nodiscard]] std::uint32_t readU32(JsonElement value, std::string_view key);
[[nodiscard]] std::int64_t readI64(JsonElement value, std::string_view key);
[[nodiscard]] bool readBool(JsonElement value, std::string_view key);
/// Borrowed from the document.
[[nodiscard]] std::string_view readText(JsonElement value, std::string_view key);
[[nodiscard]] Timestamp readTime(JsonElement value, std::string_view key);
/// The bytes that a base64 string stands for.
[[nodiscard]] std::string readBase64(JsonElement value, std::string_view key);
[[nodiscard]] Digest readDigest(JsonElement value, std::string_view key);
[[nodiscard]] simdjson::dom::object readObject(JsonElement value, std::string_view key);
/// null counts as an empty array: it is how Go writes one that was never filled.
[[nodiscard]] std::optional<simdjson::dom::array> readArray(JsonElement value,
                                                            std::string_view key);

[[nodiscard]] std::vector<std::string> readTexts(JsonElement value, std::string_view key);
/// As readBase64().
[[nodiscard]] std::vector<std::byte> readBytes(JsonElement value, std::string_view key);

/// **Errors:** Corrupted when `object` has no member `key`, or null there.
void requireMember(const simdjson::dom::object& object, std::string_view key);

/// Appends `value` as Go would write it: no spaces, members in their order, HTML escaped.
void appendCompactJson(std::string& out, JsonElement value);
/// Appends a member to the inside of an object, such as Snapshot::unknownMembers.
void appendMember(std::string& inside, std::string_view key, JsonElement value);

}  // namespace tl::engine
