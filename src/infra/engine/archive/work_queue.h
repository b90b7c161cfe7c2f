// The work that the threads of a backup share.
//
// There are three kinds. Ordinary work waits its turn in a bounded queue; a worker that finds it
// full does its work itself. Urgent work is handed over by a busy worker to an idle one: chunks of
// a large file, so that one file keeps all processors busy. It is taken at once or not at all; what
// is not taken the worker does itself, while the chunk is still in its cache. Deferred work makes
// more work: folders to walk. It is taken last, and the latest first, so that a tree of folders is
// walked into its depth and few of them wait.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "infra/errors/error.h"

namespace tl::engine {

/// **Threads:** all members may be called from any thread.
template <typename Work>
class WorkQueue {
  public:
    /// `capacity` ordinary items may wait.
    explicit WorkQueue(std::size_t capacity) : capacity_{capacity} {}

    /// Adds ordinary work; blocks while the queue is full. Throws Cancelled on a stop.
    void push(Work work, const std::stop_token& stop) {
        std::unique_lock lock{mutex_};
        if (!notFull_.wait(lock, stop, [this] { return ordinary_.size() < capacity_; }))
            throw Cancelled{};
        ordinary_.push_back(std::move(work));
        changed_.notify_one();
    }

    /// Adds ordinary work; false, and `work` is untouched, while the queue is full.
    [[nodiscard]] bool tryPush(Work& work) {
        const std::scoped_lock lock{mutex_};
        if (ordinary_.size() >= capacity_) return false;
        ordinary_.push_back(std::move(work));
        changed_.notify_one();
        return true;
    }

    /// Adds deferred work, never blocking; the last of `works` is taken first.
    void defer(std::vector<Work> works) {
        const std::scoped_lock lock{mutex_};
        for (Work& work : works)
            deferred_.push_back(std::move(work));
        if (works.size() == 1)
            changed_.notify_one();
        else
            changed_.notify_all();
    }

    /// Hands `work` to an idle worker; false, and `work` is untouched, when there is none.
    [[nodiscard]] bool tryHandOver(Work& work) {
        const std::scoped_lock lock{mutex_};
        if (idle_ <= urgent_.size() + ordinary_.size() + deferred_.size()) return false;
        urgent_.push_back(std::move(work));
        changed_.notify_one();
        return true;
    }

    /// The next piece of work: urgent, ordinary, deferred. Nothing once the queue is closed and no
    /// work can come any more: a worker that is still busy may add some. Throws Cancelled on a
    /// stop.
    [[nodiscard]] std::optional<Work> pop(const std::stop_token& stop) {
        std::unique_lock lock{mutex_};
        ++idle_;
        if (closed_ && busy() == 0) changed_.notify_all();
        const bool isAwake =
            changed_.wait(lock, stop, [this] { return hasWork() || (closed_ && busy() == 0); });
        if (!isAwake) throw Cancelled{};
        if (!hasWork()) return std::nullopt;
        --idle_;
        if (urgent_.empty() && ordinary_.empty()) {
            std::optional<Work> work{std::move(deferred_.back())};
            deferred_.pop_back();
            return work;
        }
        auto& queue = urgent_.empty() ? ordinary_ : urgent_;
        std::optional<Work> work{std::move(queue.front())};
        queue.pop_front();
        notFull_.notify_one();
        return work;
    }

    /// A thread that will call pop() until it returns nothing; to be called before close().
    void addWorker() {
        const std::scoped_lock lock{mutex_};
        ++workers_;
    }

    /// No ordinary work will come any more.
    void close() {
        const std::scoped_lock lock{mutex_};
        closed_ = true;
        changed_.notify_all();
    }

  private:
    [[nodiscard]] std::size_t busy() const { return workers_ - idle_; }
    [[nodiscard]] bool hasWork() const {
        return !urgent_.empty() || !ordinary_.empty() || !deferred_.empty();
    }

    const std::size_t capacity_;
    std::mutex mutex_;
    std::condition_variable_any notFull_;
    std::condition_variable_any changed_;
    std::deque<Work> ordinary_;
    std::deque<Work> urgent_;
    std::vector<Work> deferred_;
    std::size_t workers_ = 0;
    std::size_t idle_ = 0;
    bool closed_ = false;
};

}  // namespace tl::engine
