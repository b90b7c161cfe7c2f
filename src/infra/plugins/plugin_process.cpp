#include "infra/plugins/plugin_process.h"

#include <algorithm>
#include <functional>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/plugins/plugin_address.h"

namespace tl::plugins {

namespace {

constexpr std::size_t kRoomBytes = std::size_t{64} << 10U;
/// How long the watcher sleeps unless the program says something.
constexpr std::chrono::milliseconds kLook{200};
/// Between two turns of taking what the program says: one that floods us waits for us, not we for
/// it.
constexpr std::chrono::milliseconds kPause{10};

ProcessOptions optionsFor(const std::vector<std::string>& commandLine,
                          const PluginEnvironment& environment,
                          PluginConnection connection) {
    // A group of its own: a Ctrl-C is for us, who then end the program in order. With an address,
    // the pipe of its input tells it that we are gone, however we ended.
    return {
        .arguments = commandLine,
        .group = ProcessGroup::Own,
        .input = connection == PluginConnection::Stdio ? ProcessInput::Socket : ProcessInput::Sent,
        .errors = ProcessErrors::Kept,
        .environment = environment.lines()};
}

}  // namespace

PluginProcess::PluginProcess(const std::vector<std::string>& commandLine,
                             const PluginEnvironment& environment,
                             PluginConnection connection,
                             Clock& clock)
    : clock_{clock},
      room_(kRoomBytes),
      process_{optionsFor(commandLine, environment, connection)},
      watcher_{{}} {
    watcher_.start("plugin", [this](const std::stop_token& stop) { watch(stop); });
}

void PluginProcess::watch(const std::stop_token& stop) {
    const std::stop_callback<std::function<void()>> wakeOnStop{stop, [this] { wake_.wake(); }};
    while (!stop.stop_requested()) {
        const std::string before = process_.errors();
        const Exchanged done =
            process_.exchange({.toSend = {}, .room = room_, .wake = wake_, .patience = kLook});
        const std::string& errors = process_.errors();
        take(done, errors);
        if (done.hasEnded || process_.endsWithin(std::chrono::milliseconds{0})) break;
        if (done.received > 0 || errors != before) clock_.sleep(kPause, stop);
    }
    // What has ended its output but runs on is no use: the stop comes from the owner.
    while (!stop.stop_requested() && !process_.endsWithin(kLook)) {
    }
    if (stop.stop_requested()) return;
    const ExitStatus status = process_.wait({});
    take({}, process_.errors());
    note(status);
}

void PluginProcess::take(const Exchanged& done, const std::string& errors) {
    const std::string_view text{reinterpret_cast<const char*>(room_.data()), done.received};
    const std::lock_guard lock{mutex_};
    said_ = errors;
    if (!hasLine_ && output_.size() <= kAddressLineMax) {
        output_.append(text.substr(0, kAddressLineMax + 1 - output_.size()));
        hasLine_ = output_.find('\n') != std::string::npos;
    }
    changed_.notify_all();
}

void PluginProcess::note(const ExitStatus& status) {
    const std::lock_guard lock{mutex_};
    end_ = status;
    changed_.notify_all();
}

std::string PluginProcess::waitForLine(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    const auto isDecided = [this] { return hasLine_ || end_ || output_.size() > kAddressLineMax; };
    if (!changed_.wait(lock, stop, isDecided)) throw Cancelled{};
    if (hasLine_) return output_.substr(0, output_.find('\n'));
    throw Error{ErrorKind::Unavailable, end_ ? "it ended before it told its address"
                                             : "its first line has no end, so it tells no address"};
}

std::optional<ExitStatus> PluginProcess::findEnd() const {
    const std::lock_guard lock{mutex_};
    return end_;
}

std::optional<ExitStatus> PluginProcess::waitForEnd(std::chrono::nanoseconds timeMax) const {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, timeMax, [this] { return end_.has_value(); });
    return end_;
}

std::string PluginProcess::said() const {
    const std::lock_guard lock{mutex_};
    return said_;
}

}  // namespace tl::plugins
