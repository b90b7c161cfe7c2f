#include "infra/resources/rate_schedule.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl {

namespace {

[[noreturn]] void fail(std::string_view entry) {
    throw Error{ErrorKind::InvalidInput,
                tl::quoted(entry) +
                    " is no rate: write KiB a second, such as 500 or 2M, and a time before it to "
                    "say when, as in 08:00-18:00=500"};
}

/// The exponent of two that a suffix stands for; K without one.
std::optional<unsigned> shiftOf(std::string_view suffix) {
    if (suffix.empty() || suffix == "K" || suffix == "k") return 10U;
    if (suffix == "M" || suffix == "m") return 20U;
    if (suffix == "G" || suffix == "g") return 30U;
    return std::nullopt;
}

std::optional<std::uint64_t> parseRate(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, number);
    if (status != std::errc{}) return std::nullopt;
    const auto shift = shiftOf({rest, static_cast<std::size_t>(end - rest)});
    if (!shift || number > std::numeric_limits<std::uint64_t>::max() >> *shift) return std::nullopt;
    return number << *shift;
}

}  // namespace

RateSchedule RateSchedule::parse(std::string_view text) {
    RateSchedule schedule;
    bool hasDefault = false;
    for (;;) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view entry = text.substr(0, comma);
        const std::size_t equals = entry.find('=');
        const bool isTimed = equals != std::string_view::npos;
        const auto rate = parseRate(isTimed ? entry.substr(equals + 1) : entry);
        if (!rate) fail(entry);
        if (isTimed) {
            const auto span = parseDaySpan(entry.substr(0, equals));
            if (!span) fail(entry);
            schedule.entries_.push_back({.span = *span, .bytesPerSecond = *rate});
        } else {
            if (hasDefault) fail(entry);
            hasDefault = true;
            schedule.otherwise_ = *rate;
        }
        if (comma == text.size()) return schedule;
        text.remove_prefix(comma + 1);
    }
}

std::uint64_t RateSchedule::rateAt(std::chrono::seconds sinceMidnight) const {
    for (const Entry& entry : entries_)
        if (entry.span.contains(sinceMidnight)) return entry.bytesPerSecond;
    return otherwise_;
}

}  // namespace tl
