#include "ui/cli/progress.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

/// The rate asked for, if it is a sensible number.
std::optional<double> framesPerSecond(const Environment& environment) {
    constexpr double kMax = 60;
    const auto setting = findSetting(environment, "PROGRESS_FPS");
    if (!setting) return std::nullopt;
    double rate = 0;
    const char* end = setting->data() + setting->size();
    const auto [rest, status] = std::from_chars(setting->data(), end, rate);
    if (status != std::errc{} || rest != end || !(rate > 0)) return std::nullopt;
    return std::min(rate, kMax);
}

/// "3 / 7" where the total is known.
std::string ofTotal(const std::string& done, const std::string& total, bool isTotalKnown) {
    return isTotalKnown ? done + " / " + total : done;
}

}  // namespace

std::chrono::milliseconds progressInterval(const ProgressWish& wish,
                                           const Environment& environment) {
    constexpr std::chrono::milliseconds kDefault{100};
    constexpr double kMillisecondsPerSecond = 1000;
    constexpr double kSlowest = 0.001;  // A thousand seconds: nobody means to wait longer.
    if (wish.isQuiet) return std::chrono::milliseconds{0};
    if (const auto rate = framesPerSecond(environment))
        return std::chrono::milliseconds{static_cast<std::int64_t>(
            std::max(1.0, kMillisecondsPerSecond / std::max(*rate, kSlowest)))};
    return wish.isJson || wish.isTerminal ? kDefault : std::chrono::milliseconds{0};
}

std::optional<std::chrono::nanoseconds> estimateRemaining(std::chrono::nanoseconds elapsed,
                                                          std::uint64_t done,
                                                          std::uint64_t total) {
    if (elapsed < std::chrono::seconds{1} || done == 0 || done >= total) return std::nullopt;
    const double share = static_cast<double>(total - done) / static_cast<double>(done);
    return std::chrono::nanoseconds{
        static_cast<std::int64_t>(static_cast<double>(elapsed.count()) * share)};
}

std::string formatProgress(const ProgressFacts& facts) {
    std::string text = fmt::format("[{}]", formatDuration(facts.elapsed));
    if (facts.bytesTotal > 0)
        text += " " + formatPercent(facts.bytesDone, facts.bytesTotal);
    else if (facts.itemsTotal > 0)
        text += " " + formatPercent(facts.itemsDone, facts.itemsTotal);
    text += fmt::format("  {} {}",
                        ofTotal(fmt::format("{}", facts.itemsDone),
                                fmt::format("{}", facts.itemsTotal), facts.itemsTotal > 0),
                        facts.items);
    if (facts.bytesDone > 0 || facts.bytesTotal > 0)
        text += ", " + ofTotal(formatBytesBriefly(facts.bytesDone),
                               formatBytesBriefly(facts.bytesTotal), facts.bytesTotal > 0);
    if (const std::string rate = formatRate(facts.bytesDone, facts.elapsed); !rate.empty())
        text += ", " + rate;
    if (facts.errorCount > 0) text += fmt::format(", {} errors", facts.errorCount);
    if (facts.remaining && facts.remaining->count() > 0)
        text += ", ETA " + formatDuration(*facts.remaining);
    return text;
}

}  // namespace tl::cli
