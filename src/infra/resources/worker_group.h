// Threads that work on one thing: they stop together, and the first failure is everybody's.

#pragma once

#include <exception>
#include <functional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "infra/resources/mutex.h"

namespace tl {

/// Owns its threads and joins them. When one throws, all are asked to stop and the first exception
/// is kept.
/// **Threads:** start() and join() from the owner; the rest from any.
class WorkerGroup {
  public:
    using Work = std::function<void(const std::stop_token& stop)>;

    /// A stop requested through `outer` stops the group.
    explicit WorkerGroup(const std::stop_token& outer);
    /// Requests a stop and joins. What was thrown is lost: call join() first where it matters.
    ~WorkerGroup();
    WorkerGroup(const WorkerGroup&) = delete;
    WorkerGroup& operator=(const WorkerGroup&) = delete;

    /// Runs `work` in a new thread. `name` is shown by debuggers; at most 15 characters of it.
    void start(const std::string& name, Work work);
    /// Waits for all threads; then throws what the first failing one threw, if any did.
    void join();

    void requestStop() { stop_.request_stop(); }
    /// Set when the outer token or the group was stopped, or a thread threw.
    [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

  private:
    void keepFirst(std::exception_ptr failure);

    std::stop_source stop_;
    std::stop_callback<std::function<void()>> outer_;
    Mutex mutex_;
    std::exception_ptr failure_ TL_GUARDED_BY(mutex_);
    std::vector<std::jthread> threads_;
};

}  // namespace tl
