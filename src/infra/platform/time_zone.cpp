#include "infra/platform/time_zone.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

namespace tl {

namespace {

constexpr std::int32_t kOffsetMax = 7 * 86400;
// Of a transition: some 10^10 years from now. Later ones leave no room to count in.
constexpr std::int64_t kTimeMax = std::int64_t{1} << 60;

/// Takes bytes from the front of a zone file; after a read past the end, `ok()` is false for good.
class ByteTaker {
  public:
    explicit ByteTaker(std::span<const std::byte> bytes) : rest_{bytes} {}

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] std::span<const std::byte> rest() const noexcept { return rest_; }

    std::span<const std::byte> take(std::uint64_t size) noexcept {
        if (size > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const auto taken = rest_.first(static_cast<std::size_t>(size));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

    /// A signed big-endian number of `size` bytes; 0 past the end.
    std::int64_t number(std::size_t size) noexcept {
        const auto bytes = take(size);
        if (bytes.empty()) return 0;
        const bool isNegative = (bytes.front() & std::byte{0x80}) != std::byte{0};
        std::uint64_t value = isNegative ? ~std::uint64_t{0} : 0;
        for (const std::byte byte : bytes)
            value = value << 8U | std::to_integer<std::uint64_t>(byte);
        return static_cast<std::int64_t>(value);
    }

  private:
    std::span<const std::byte> rest_;
    bool ok_ = true;
};

/// The counts in the order of the file.
struct Header {
    char version = 0;
    std::uint32_t utcIndicators = 0;
    std::uint32_t standardIndicators = 0;
    std::uint32_t leapSeconds = 0;
    std::uint32_t transitions = 0;
    std::uint32_t kinds = 0;
    std::uint32_t nameBytes = 0;

    /// Of the data after this header.
    [[nodiscard]] std::uint64_t dataSize(std::uint64_t timeSize) const noexcept {
        return transitions * (timeSize + 1) + std::uint64_t{kinds} * 6 + nameBytes +
               leapSeconds * (timeSize + 4) + standardIndicators + utcIndicators;
    }
};

std::optional<Header> takeHeader(ByteTaker& bytes) {
    constexpr std::array kMagic{std::byte{'T'}, std::byte{'Z'}, std::byte{'i'}, std::byte{'f'}};
    if (!std::ranges::equal(bytes.take(kMagic.size()), kMagic)) return std::nullopt;
    Header header;
    header.version = static_cast<char>(bytes.number(1));
    bytes.take(15);
    for (std::uint32_t* count :
         {&header.utcIndicators, &header.standardIndicators, &header.leapSeconds,
          &header.transitions, &header.kinds, &header.nameBytes})
        *count = static_cast<std::uint32_t>(bytes.number(4));
    const bool isKnown = header.version == '\0' || (header.version >= '2' && header.version <= '4');
    if (!bytes.ok() || !isKnown) return std::nullopt;
    return header;
}

/// A local time type of the file.
struct ZoneKind {
    std::int32_t offsetSeconds = 0;
    bool isSummer = false;
};

std::optional<std::vector<ZoneKind>> takeKinds(ByteTaker& bytes, const Header& header) {
    std::vector<ZoneKind> kinds;
    ByteTaker records{bytes.take(std::uint64_t{header.kinds} * 6)};
    while (!records.rest().empty()) {
        const auto offset = static_cast<std::int32_t>(records.number(4));
        const bool isSummer = records.number(1) != 0;
        const auto nameIndex = static_cast<std::uint8_t>(records.number(1));
        if (offset < -kOffsetMax || offset > kOffsetMax || nameIndex >= header.nameBytes)
            return std::nullopt;
        kinds.push_back({offset, isSummer});
    }
    if (kinds.empty()) return std::nullopt;
    return kinds;
}

/// Which kind holds before the first transition, by the rules of tzcode's localtime.c, which Go
/// follows too. `used` are the kinds of the transitions, in order.
std::size_t firstKind(std::span<const ZoneKind> kinds, std::span<const std::byte> used) {
    if (std::ranges::find(used, std::byte{0}) == used.end()) return 0;
    const auto first = std::to_integer<std::size_t>(used.front());
    if (kinds[first].isSummer) {
        for (std::size_t i = first; i-- > 0;)
            if (!kinds[i].isSummer) return i;
    }
    const auto standard =
        std::ranges::find_if(kinds, [](const ZoneKind& kind) { return !kind.isSummer; });
    return standard == kinds.end() ? 0 : static_cast<std::size_t>(standard - kinds.begin());
}

std::optional<PosixTimeZoneRule> parseFooter(std::span<const std::byte> footer) {
    constexpr std::byte kNewline{'\n'};
    if (footer.size() <= 2 || footer.front() != kNewline || footer.back() != kNewline)
        return std::nullopt;
    const auto text = footer.subspan(1, footer.size() - 2);
    return PosixTimeZoneRule::parse({reinterpret_cast<const char*>(text.data()), text.size()});
}

}  // namespace

TimeZone TimeZone::utc() {
    return {};
}

TimeZone TimeZone::local() {
    // No other thread changes the environment: the program never does after its start.
    const char* setting = std::getenv("TZ");  // NOLINT(concurrency-mt-unsafe)
    return forSetting(setting == nullptr ? std::nullopt : std::optional<std::string_view>{setting});
}

std::optional<TimeZone> TimeZone::parse(std::span<const std::byte> file) {
    ByteTaker bytes{file};
    auto header = takeHeader(bytes);
    if (!header) return std::nullopt;
    std::size_t timeSize = 4;
    if (header->version != '\0') {
        // From version 2 on all of it comes twice, and the second time with 64-bit times.
        bytes.take(header->dataSize(timeSize));
        header = takeHeader(bytes);
        if (!header) return std::nullopt;
        timeSize = 8;
    }
    ByteTaker times{bytes.take(std::uint64_t{header->transitions} * timeSize)};
    const auto used = bytes.take(header->transitions);
    const auto kinds = takeKinds(bytes, *header);
    bytes.take(header->nameBytes + header->leapSeconds * (std::uint64_t{timeSize} + 4) +
               header->standardIndicators + header->utcIndicators);
    if (!bytes.ok() || !kinds) return std::nullopt;

    TimeZone zone;
    for (const std::byte index : used) {
        const auto kind = std::to_integer<std::size_t>(index);
        const std::int64_t when = times.number(timeSize);
        const bool isInOrder = zone.transitions_.empty() || zone.transitions_.back().when < when;
        if (kind >= kinds->size() || !isInOrder || when > kTimeMax) return std::nullopt;
        zone.transitions_.push_back({when, (*kinds)[kind].offsetSeconds});
    }
    zone.firstOffset_ = (*kinds)[firstKind(*kinds, used)].offsetSeconds;
    zone.rule_ = parseFooter(bytes.rest());
    return zone;
}

OffsetRange TimeZone::rangeAt(std::int64_t unixSeconds) const {
    OffsetRange range{.begin = std::numeric_limits<std::int64_t>::min(),
                      .end = std::numeric_limits<std::int64_t>::max(),
                      .offsetSeconds = firstOffset_};
    const auto next = std::ranges::upper_bound(transitions_, unixSeconds, {}, &Transition::when);
    if (next != transitions_.begin()) {
        range.begin = std::prev(next)->when;
        range.offsetSeconds = std::prev(next)->offsetSeconds;
    }
    if (next != transitions_.end()) {
        range.end = next->when;
        return range;
    }
    if (!rule_) return range;
    OffsetRange ruled = rule_->rangeAt(unixSeconds);
    ruled.begin = std::max(ruled.begin, range.begin);
    return ruled;
}

}  // namespace tl
