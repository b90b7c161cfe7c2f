#include "infra/resources/worker_group.h"

#include <utility>

#include "infra/platform/thread_name.h"

namespace tl {

WorkerGroup::WorkerGroup(const std::stop_token& outer)
    : outer_{outer, [this] { stop_.request_stop(); }} {}

WorkerGroup::~WorkerGroup() {
    stop_.request_stop();
    threads_.clear();
}

void WorkerGroup::start(const std::string& name, Work work) {
    threads_.emplace_back([this, name, work = std::move(work)] {
        setThreadName(name);
        try {
            work(stop_.get_token());
        } catch (...) {  // A thread boundary: the owner rethrows it from join().
            keepFirst(std::current_exception());
        }
    });
}

void WorkerGroup::join() {
    threads_.clear();
    std::exception_ptr failure;
    {
        const MutexLock lock{mutex_};
        failure = std::exchange(failure_, nullptr);
    }
    if (failure) std::rethrow_exception(failure);
}

void WorkerGroup::keepFirst(std::exception_ptr failure) {
    {
        const MutexLock lock{mutex_};
        if (!failure_) failure_ = std::move(failure);
    }
    stop_.request_stop();
}

}  // namespace tl
