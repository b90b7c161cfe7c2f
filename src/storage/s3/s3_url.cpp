#include "storage/s3/s3_url.h"

#include <algorithm>
#include <cstddef>

namespace tl::storage {

namespace {

constexpr std::string_view kDigits = "0123456789ABCDEF";

bool isUnreserved(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/// Nothing for what is no hex digit.
std::optional<unsigned> digitValue(char c) noexcept {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

}  // namespace

std::string percentEncoded(std::string_view text, Slashes slashes) {
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (isUnreserved(c) || (c == '/' && slashes == Slashes::Kept)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += kDigits[byte / 16U];
        encoded += kDigits[byte % 16U];
    }
    return encoded;
}

std::optional<std::string> percentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const auto high = digitValue(text[i + 1]);
        const auto low = digitValue(text[i + 2]);
        if (!high || !low) return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return decoded;
}

std::string queryText(const QueryParameters& parameters) {
    std::vector<std::string> pairs;
    for (const auto& [name, value] : parameters) {
        pairs.push_back(percentEncoded(name, Slashes::Encoded) + '=' +
                        percentEncoded(value, Slashes::Encoded));
    }
    std::ranges::sort(pairs);
    std::string query;
    for (const std::string& pair : pairs)
        query.append(query.empty() ? "" : "&").append(pair);
    return query;
}

}  // namespace tl::storage
