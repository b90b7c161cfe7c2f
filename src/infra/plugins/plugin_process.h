// A storage program while it runs: what it says is taken off its hands, so that it never waits for
// us, and its end is noticed.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/file.h"
#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"
#include "infra/plugins/plugin_environment.h"
#include "infra/plugins/plugin_manifest.h"
#include "infra/resources/worker_group.h"

namespace tl::plugins {

/// In a process group of its own, which is ended with the object.
/// **Threads:** safe from any, but for takeSocket().
class PluginProcess {
  public:
    /// Starts the program. `clock` must outlive the object. **Errors:** as Process.
    PluginProcess(const std::vector<std::string>& commandLine,
                  const PluginEnvironment& environment,
                  PluginConnection connection,
                  Clock& clock);

    /// Our end of the program's socket. To be called once, for PluginConnection::Stdio.
    [[nodiscard]] File takeSocket() { return process_.takeSocket(); }
    /// The first line of its standard output, for PluginConnection::Address.
    /// **Errors:** Unavailable when it ends without one, or the line is too long; Cancelled.
    [[nodiscard]] std::string waitForLine(const std::stop_token& stop);

    /// How it ended; nothing while it runs.
    [[nodiscard]] std::optional<ExitStatus> findEnd() const;
    /// As findEnd(); when it still runs, gives it a moment.
    [[nodiscard]] std::optional<ExitStatus> waitForEnd(std::chrono::nanoseconds timeMax) const;
    /// The end of what it said on standard error. What is meant for nobody.
    [[nodiscard]] std::string said() const;

  private:
    void watch(const std::stop_token& stop);
    void take(const Exchanged& done, const std::string& errors);
    void note(const ExitStatus& status);

    Clock& clock_;
    const WakePipe wake_;
    std::vector<std::byte> room_;  ///< Of the thread that watches, as is the process.
    Process process_;
    mutable std::mutex mutex_;  // With a condition_variable_any, as ConnectionPool has it.
    mutable std::condition_variable_any changed_;
    std::string output_;  ///< Of the first line; no more is kept.
    bool hasLine_ = false;
    std::string said_;
    std::optional<ExitStatus> end_;
    WorkerGroup watcher_;  ///< Ends before what it uses.
};

}  // namespace tl::plugins
