#include "services/repository/read_data.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "infra/engine/filter/size_text.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::services {

using engine::PackId;

namespace {

/// As restic: the first byte of an ID has no more values.
constexpr std::uint32_t kBucketsMax = 256;

template <typename Number>
std::optional<Number> parseNumber(std::string_view text) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

std::optional<ReadData> tryParseBucket(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto part = parseNumber<std::uint32_t>(text.substr(0, slash));
    const auto count = parseNumber<std::uint32_t>(text.substr(slash + 1));
    if (!part || !count || *part == 0 || *part > *count || *count > kBucketsMax)
        return std::nullopt;
    return ReadBucket{.part = *part, .count = *count};
}

std::optional<ReadData> tryParsePercentage(std::string_view number) {
    const auto percent = parseNumber<double>(number);
    // Asked this way round, the question is answered with no for what is no number, too.
    if (!percent || !(*percent > 0 && *percent <= 100)) return std::nullopt;
    return ReadPercentage{.percent = *percent};
}

std::optional<ReadData> tryParseSubset(std::string_view text) {
    if (text.find('/') != std::string_view::npos) return tryParseBucket(text);
    if (text.ends_with('%')) return tryParsePercentage(text.substr(0, text.size() - 1));
    const auto bytes = engine::parseSize(text);
    if (!bytes || *bytes == 0) return std::nullopt;
    return ReadBytes{.bytes = *bytes};
}

/// A number below `limit`, each as likely as any other but for a share of limit / 2^64.
std::size_t randomBelow(std::size_t limit, Random& random) {
    std::array<std::byte, 8> bytes{};
    random.fill(bytes);
    std::uint64_t word = 0;
    for (const std::byte byte : bytes)
        word = word << 8U | std::to_integer<std::uint64_t>(byte);
    return static_cast<std::size_t>(word % limit);
}

std::vector<PackId> idsOf(std::span<const SizedPack> packs) {
    std::vector<PackId> ids;
    for (const SizedPack& pack : packs)
        ids.push_back(pack.first);
    return ids;
}

/// `share` of the packs, in (0, 1]; at least one if there are any.
std::vector<PackId> randomShare(std::vector<SizedPack> packs, double share, Random& random) {
    if (packs.empty()) return {};
    const auto wanted = static_cast<std::size_t>(static_cast<double>(packs.size()) * share);
    const std::size_t count = std::clamp<std::size_t>(wanted, 1, packs.size());
    for (std::size_t i = 0; i < count; ++i)
        std::swap(packs[i], packs[i + randomBelow(packs.size() - i, random)]);
    return idsOf(std::span{packs}.first(count));
}

/// A function for each way to choose.
struct PackSelection {
    const std::vector<SizedPack>& packs;
    Random& random;

    std::vector<PackId> operator()(const ReadNothing& /*none*/) const { return {}; }
    std::vector<PackId> operator()(const ReadAll& /*all*/) const { return idsOf(packs); }
    std::vector<PackId> operator()(const ReadBucket& bucket) const {
        std::vector<PackId> chosen;
        for (const SizedPack& pack : packs) {
            const auto first = std::to_integer<std::uint32_t>(pack.first.digest.front());
            if (first % bucket.count == bucket.part - 1) chosen.push_back(pack.first);
        }
        return chosen;
    }
    std::vector<PackId> operator()(const ReadPercentage& share) const {
        return randomShare(packs, share.percent / 100, random);
    }
    std::vector<PackId> operator()(const ReadBytes& amount) const {
        std::uint64_t total = 0;
        for (const SizedPack& pack : packs)
            total += pack.second;
        if (amount.bytes >= total) return idsOf(packs);
        return randomShare(packs, static_cast<double>(amount.bytes) / static_cast<double>(total),
                           random);
    }
};

}  // namespace

ReadData parseReadDataSubset(std::string_view text) {
    const auto parsed = tryParseSubset(text);
    if (parsed) return *parsed;
    throw Error{ErrorKind::InvalidInput,
                quoted(text) +
                    " is no part of the data; give n/t with 1 <= n <= t <= 256, a percentage "
                    "above 0% and up to 100%, or a size such as 50M"};
}

std::vector<PackId> selectPacks(const ReadData& readData,
                                const std::vector<SizedPack>& packs,
                                Random& random) {
    return std::visit(PackSelection{.packs = packs, .random = random}, readData);
}

}  // namespace tl::services
