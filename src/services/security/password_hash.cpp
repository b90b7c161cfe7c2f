#include "services/security/password_hash.h"

#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "infra/platform/digest.h"

namespace tl::services {

namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
/// Bounds what a forged catalog makes a login cost.
constexpr std::uint32_t kLogCostMax = 20;

using Hash = std::array<std::byte, kHashBytes>;

Hash hashOf(const Secret& password,
            std::span<const std::byte> salt,
            const engine::ScryptParameters& cost) {
    Hash hash{};
    engine::scrypt(password, salt, cost, hash);
    return hash;
}

std::optional<std::uint32_t> numberIn(std::string_view text, unsigned base = 10) {
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, static_cast<int>(base));
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::vector<std::byte>> bytesIn(std::string_view hex, std::size_t size) {
    constexpr unsigned kHex = 16;
    if (hex.size() != 2 * size) return std::nullopt;
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        const auto value = numberIn(hex.substr(at, 2), kHex);
        if (!value) return std::nullopt;
        bytes.push_back(static_cast<std::byte>(*value));
    }
    return bytes;
}

std::vector<std::string_view> fieldsIn(std::string_view text) {
    std::vector<std::string_view> fields;
    while (true) {
        const std::size_t end = text.find('$');
        fields.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return fields;
        text.remove_prefix(end + 1);
    }
}

bool isEqualInConstantTime(std::span<const std::byte> left, std::span<const std::byte> right) {
    std::byte difference{0};
    for (std::size_t i = 0; i < left.size(); ++i)
        difference |= left[i] ^ right[i];
    return difference == std::byte{0};
}

}  // namespace

std::string hashPassword(const Secret& password,
                         const engine::ScryptParameters& cost,
                         Random& random) {
    std::array<std::byte, kSaltBytes> salt{};
    random.fill(salt);
    return fmt::format("scrypt${}${}${}${}${}", std::countr_zero(cost.n), cost.r, cost.p,
                       hexText(salt), hexText(hashOf(password, salt, cost)));
}

bool isPassword(const Secret& password, const std::string& hash) {
    const auto fields = fieldsIn(hash);
    if (fields.size() != 6 || fields[0] != "scrypt") return false;
    const auto logCost = numberIn(fields[1]);
    const auto blocks = numberIn(fields[2]);
    const auto lanes = numberIn(fields[3]);
    const auto salt = bytesIn(fields[4], kSaltBytes);
    const auto wanted = bytesIn(fields[5], kHashBytes);
    constexpr std::uint32_t kFactorMax = 8;
    const bool isSound = logCost && *logCost >= 1 && *logCost <= kLogCostMax && blocks &&
                         *blocks >= 1 && *blocks <= kFactorMax && lanes && *lanes >= 1 &&
                         *lanes <= kFactorMax && salt && wanted;
    if (!isSound) return false;
    const engine::ScryptParameters cost{
        .n = std::uint32_t{1} << *logCost, .r = *blocks, .p = *lanes};
    return isEqualInConstantTime(hashOf(password, *salt, cost), *wanted);
}

}  // namespace tl::services
