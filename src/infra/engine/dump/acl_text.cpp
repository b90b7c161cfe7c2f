#include "infra/engine/dump/acl_text.h"

#include <cstddef>
#include <cstdint>

namespace tl::engine {

namespace {

constexpr std::size_t kHeaderSize = 4;
constexpr std::size_t kEntrySize = 8;  // Tag and permissions, 16 bits each, and a number of 32.
constexpr std::uint32_t kVersion = 2;

std::uint32_t readLittleEndian(std::string_view bytes, std::size_t offset, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i > 0; --i)
        value = value << 8U | static_cast<unsigned char>(bytes[offset + i - 1]);
    return value;
}

/// Who an entry is for: "user:", "group:100".
std::optional<std::string> describeOwner(std::uint32_t tag, std::uint32_t number) {
    switch (tag) {
        case 0x01:
            return "user:";
        case 0x02:
            return "user:" + std::to_string(number);
        case 0x04:
            return "group:";
        case 0x08:
            return "group:" + std::to_string(number);
        case 0x10:
            return "mask:";
        case 0x20:
            return "other:";
        default:
            return std::nullopt;
    }
}

std::string describePermissions(std::uint32_t bits) {
    std::string text = "---";
    if ((bits & 4U) != 0) text[0] = 'r';
    if ((bits & 2U) != 0) text[1] = 'w';
    if ((bits & 1U) != 0) text[2] = 'x';
    return text;
}

}  // namespace

std::optional<std::string> toAclText(std::string_view attribute) {
    if (attribute.size() < kHeaderSize || (attribute.size() - kHeaderSize) % kEntrySize != 0)
        return std::nullopt;
    if (readLittleEndian(attribute, 0, kHeaderSize) != kVersion) return std::nullopt;
    std::string text;
    for (std::size_t at = kHeaderSize; at < attribute.size(); at += kEntrySize) {
        const auto owner = describeOwner(readLittleEndian(attribute, at, 2),
                                         readLittleEndian(attribute, at + 4, 4));
        if (!owner) return std::nullopt;
        text += *owner + ":" + describePermissions(readLittleEndian(attribute, at + 2, 2)) + "\n";
    }
    return text;
}

}  // namespace tl::engine
