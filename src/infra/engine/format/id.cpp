#include "infra/engine/format/id.h"

#include <cstdint>

namespace tl::engine {

namespace {

// Trees and indexes are mostly hex, so that a look-up a byte matters.

/// The two digits of each byte.
constexpr std::array<std::array<char, 2>, 256> kBytePairs = [] {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> pairs{};
    for (std::size_t byte = 0; byte < pairs.size(); ++byte) {
        pairs[byte] = {kDigits[byte / 16], kDigits[byte % 16]};
    }
    return pairs;
}();

constexpr std::uint8_t kNoDigit = 0xf0;

/// The value of each digit; kNoDigit, whose bits no digit has, for all other characters.
constexpr std::array<std::uint8_t, 256> kDigitValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoDigit);
    for (unsigned char digit = '0'; digit <= '9'; ++digit)
        values[digit] = digit - '0';
    for (unsigned char digit = 'a'; digit <= 'f'; ++digit)
        values[digit] = digit - 'a' + 10;
    for (unsigned char digit = 'A'; digit <= 'F'; ++digit)
        values[digit] = digit - 'A' + 10;
    return values;
}();

}  // namespace

void appendHex(std::string& out, const Digest& digest) {
    std::array<char, 2 * sizeof(Digest)> hex;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        std::memcpy(&hex[2 * i], kBytePairs[std::to_integer<std::size_t>(digest[i])].data(), 2);
    }
    out.append(hex.data(), hex.size());
}

std::string toHex(const Digest& digest) {
    std::string hex;
    appendHex(hex, digest);
    return hex;
}

std::optional<Digest> parseDigest(std::string_view hex) {
    Digest digest{};
    if (hex.size() != 2 * digest.size()) return std::nullopt;
    unsigned allDigits = 0;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const unsigned high = kDigitValues[static_cast<unsigned char>(hex[2 * i])];
        const unsigned low = kDigitValues[static_cast<unsigned char>(hex[2 * i + 1])];
        digest[i] = static_cast<std::byte>(high << 4U | low);
        allDigits |= high | low;
    }
    if ((allDigits & kNoDigit) != 0) return std::nullopt;
    return digest;
}

}  // namespace tl::engine
