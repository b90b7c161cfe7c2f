#include "infra/resources/limit_control.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_system.h"
#include "infra/resources/time_of_day.h"

namespace tl {

using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

constexpr nanoseconds kLookEvery = seconds{1};
constexpr std::size_t kFileSizeMax = 4096;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void readLine(std::string_view line, LineLimits& limits) {
    if (line.empty() || line.starts_with('#')) return;
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view key = trimmed(line.substr(0, equals));
    if (equals == line.size() || (key != "upload" && key != "download"))
        throw Error{ErrorKind::InvalidInput,
                    "the line " + tl::quoted(line) + " is neither upload=RATE nor download=RATE"};
    const auto schedule = RateSchedule::parse(trimmed(line.substr(equals + 1)));
    (key == "upload" ? limits.upload : limits.download) = schedule;
}

}  // namespace

LineLimits parseLimitFile(std::string_view text, const LineLimits& otherwise) {
    LineLimits limits = otherwise;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        readLine(trimmed(text.substr(0, end)), limits);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return limits;
}

LimitControl::LimitControl(Clock& clock, TimeZone zone)
    : clock_{clock},
      zone_{std::move(zone)},
      nextLook_{clock.monotonic().count()} {}

void LimitControl::set(const LineLimits& limits, const std::string& file, Listener listener) {
    {
        const MutexLock lock{mutex_};
        settings_ = {.limits = limits, .file = file, .listener = std::move(listener)};
        inForce_ = limits;
        problem_.clear();
    }
    refresh();
}

std::uint64_t LimitControl::uploadRate() {
    refreshSometimes();
    return uploadRate_;
}

std::uint64_t LimitControl::downloadRate() {
    refreshSometimes();
    return downloadRate_;
}

void LimitControl::refreshSometimes() {
    const nanoseconds now = clock_.monotonic();
    std::int64_t due = nextLook_;
    if (now.count() < due) return;
    // Of several threads one looks; the others go on with the rates that were.
    if (!nextLook_.compare_exchange_strong(due, (now + kLookEvery).count())) return;
    refresh();
}

LimitControl::Settings LimitControl::settings() {
    const MutexLock lock{mutex_};
    return settings_;
}

void LimitControl::refresh() {
    const Settings settings = this->settings();
    std::string problem;
    std::optional<LineLimits> limits = settings.limits;
    try {
        if (!settings.file.empty())
            if (const auto text = tryReadFile(settings.file, kFileSizeMax))
                limits = parseLimitFile(*text, settings.limits);
    } catch (const Error& error) {
        problem =
            "the limits in " + tl::quoted(settings.file) + " are not used: " + error.describe();
        limits.reset();
    }
    bool isNews = false;
    {
        const MutexLock lock{mutex_};
        isNews = std::exchange(problem_, problem) != problem && !problem.empty();
        if (!limits) limits = inForce_;
    }
    putInForce(*limits);
    if (isNews && settings.listener) settings.listener(problem);
}

void LimitControl::putInForce(const LineLimits& limits) {
    const seconds now = sinceMidnight(clock_.now(), zone_);
    const MutexLock lock{mutex_};
    inForce_ = limits;
    uploadRate_ = limits.upload.rateAt(now);
    downloadRate_ = limits.download.rateAt(now);
}

}  // namespace tl
