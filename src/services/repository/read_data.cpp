#include "services/repository/read_data.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>

#include "infra/engine/filter/duration_text.h"
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

/// `packs` in a random order.
std::vector<SizedPack> shuffled(std::vector<SizedPack> packs, Random& random) {
    for (std::size_t i = 0; i < packs.size(); ++i)
        std::swap(packs[i], packs[i + randomBelow(packs.size() - i, random)]);
    return packs;
}

/// Those that were not read for longest first; by chance among those read at the same time, so that
/// without any record each check reads others.
std::vector<SizedPack> byAge(const std::vector<SizedPack>& packs,
                             const ReadHistory& history,
                             Random& random) {
    std::vector<SizedPack> ordered = shuffled(packs, random);
    // Nothing comes before every time.
    std::ranges::stable_sort(
        ordered, {}, [&history](const SizedPack& pack) { return history.lastRead(pack.first); });
    return ordered;
}

/// A function for each way to choose; `packs` are ordered by their age.
struct PackSelection {
    const std::vector<SizedPack>& packs;

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
        const auto wanted =
            static_cast<std::size_t>(static_cast<double>(packs.size()) * share.percent / 100);
        return firstOf(wanted);
    }
    std::vector<PackId> operator()(const ReadPacks& some) const {
        const std::unordered_set<PackId> known{some.packs.begin(), some.packs.end()};
        std::vector<SizedPack> chosen;
        std::ranges::copy_if(packs, std::back_inserter(chosen), [&known](const SizedPack& pack) {
            return known.contains(pack.first);
        });
        return PackSelection{.packs = chosen}(ReadPercentage{.percent = some.percent});
    }
    std::vector<PackId> operator()(const ReadBytes& amount) const {
        std::size_t count = 0;
        std::uint64_t bytes = 0;
        while (count < packs.size() && bytes + packs[count].second <= amount.bytes)
            bytes += packs[count++].second;
        return firstOf(count);
    }

  private:
    /// At least one, if there are any.
    [[nodiscard]] std::vector<PackId> firstOf(std::size_t count) const {
        if (packs.empty()) return {};
        return idsOf(std::span{packs}.first(std::clamp<std::size_t>(count, 1, packs.size())));
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

std::chrono::seconds parseReadWithin(std::string_view text) {
    const auto duration = engine::parseCalendarDuration(text);
    if (!duration || duration->isZero() || duration->hasNegativePart()) {
        throw Error{ErrorKind::InvalidInput,
                    quoted(text) + " is no length of time; give one such as 30d, 6m or 1y"};
    }
    constexpr int kDaysPerYear = 365;
    constexpr int kDaysPerMonth = 30;
    const std::int64_t days = std::int64_t{duration->years} * kDaysPerYear +
                              std::int64_t{duration->months} * kDaysPerMonth + duration->days;
    return std::chrono::hours{24} * days + std::chrono::hours{duration->hours};
}

std::optional<std::int64_t> ReadHistory::lastRead(const PackId& pack) const {
    const auto time = record.lastRead(pack);
    return time && *time <= now ? time : std::nullopt;
}

bool ReadHistory::isOverdue(const PackId& pack, std::chrono::seconds within) const {
    const auto time = lastRead(pack);
    return !time || now - *time > within.count();
}

std::vector<PackId> selectPacks(const ReadSelection& selection,
                                const std::vector<SizedPack>& packs,
                                const ReadHistory& history,
                                Random& random) {
    const std::vector<SizedPack> ordered = byAge(packs, history, random);
    std::vector<PackId> chosen = std::visit(PackSelection{.packs = ordered}, selection.readData);
    if (!selection.within) return chosen;
    const std::unordered_set<PackId> known{chosen.begin(), chosen.end()};
    for (const SizedPack& pack : ordered)
        if (!known.contains(pack.first) && history.isOverdue(pack.first, *selection.within))
            chosen.push_back(pack.first);
    return chosen;
}

}  // namespace tl::services
