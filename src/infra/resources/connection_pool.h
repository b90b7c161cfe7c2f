// Connections to a server, each used by one thread at a time: opened when they are first needed,
// kept for the next call, thrown away when they broke.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"

namespace tl {

/// `Connection` has isUsable(), which says whether another call may go over it, and throws nothing;
/// and close(), for with().
/// **Threads:** safe from any thread.
template <typename Connection>
class ConnectionPool {
  public:
    using Open = std::function<std::unique_ptr<Connection>(const std::stop_token& stop)>;

    /// A connection on loan; it goes back when this object dies.
    class Lease {
      public:
        Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection)
            : pool_{&pool},
              connection_{std::move(connection)} {}
        ~Lease() {
            if (pool_) pool_->takeBack(std::move(connection_));
        }
        Lease(Lease&& other) noexcept
            : pool_{std::exchange(other.pool_, nullptr)},
              connection_{std::move(other.connection_)} {}
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Lease& operator=(Lease&&) = delete;

        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

      private:
        ConnectionPool* pool_;
        std::unique_ptr<Connection> connection_;
    };

    /// At most `countMax` connections are open at once; at least 1. `open` is called without a lock
    /// held, from several threads at once.
    ConnectionPool(std::size_t countMax, Open open) : countMax_{countMax}, open_{std::move(open)} {
        idle_.reserve(countMax);  // So that taking back needs no memory.
    }
    ConnectionPool(const ConnectionPool&) = delete;
    ConnectionPool& operator=(const ConnectionPool&) = delete;

    /// Waits while all are on loan. Prefers the connection that was used last: it is the least
    /// likely to have been closed by the server. **Errors:** Cancelled on stop; whatever `open`
    /// throws.
    [[nodiscard]] Lease take(const std::stop_token& stop) {
        {
            std::unique_lock lock{mutex_};
            if (!isFree_.wait(lock, stop, [this] { return onLoan_ < countMax_; }))
                throw Cancelled{};
            ++onLoan_;
            while (!idle_.empty()) {
                std::unique_ptr<Connection> connection = std::move(idle_.back());
                idle_.pop_back();
                if (connection->isUsable()) return Lease{*this, std::move(connection)};
            }
        }
        try {
            return Lease{*this, open_(stop)};
        } catch (...) {  // A slot is given back, whatever went wrong.
            takeBack(nullptr);
            throw;
        }
    }

    /// Calls `use` with a connection. One over which the server turns out to be out of reach is
    /// closed, and so are those whose server has forgotten what was open. **Errors:** as take(), and
    /// what `use` throws.
    template <typename Use>
    auto with(const std::stop_token& stop, const Use& use) {
        throwIfStopped(stop);
        const Lease lease = take(stop);
        try {
            return use(*lease);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Unavailable) lease->close();
            throw;
        }
    }

  private:
    void takeBack(std::unique_ptr<Connection> connection) noexcept {
        const bool isKept = connection && connection->isUsable();
        const std::scoped_lock lock{mutex_};
        --onLoan_;
        if (isKept && idle_.size() < countMax_) idle_.push_back(std::move(connection));
        isFree_.notify_one();
    }

    const std::size_t countMax_;
    const Open open_;
    std::mutex mutex_;
    std::condition_variable_any isFree_;
    std::size_t onLoan_ = 0;
    std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace tl
