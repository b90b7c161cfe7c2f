// Whose turn it is, when two clients work at the same time.
//
// Real threads would interleave by chance, differently each time. Here one client works at a time,
// and the simulation says after which calls to the repository the other one goes on.

#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tl::sim {

using ClientNumber = std::size_t;
inline constexpr std::size_t kClients = 2;

/// **Threads:** all members may be called from any thread.
class Baton {
  public:
    /// `client` begins to work; the first one has the turn. To be called before its threads start.
    void join(ClientNumber client) {
        const std::scoped_lock lock{mutex_};
        if (!isWorking_[otherThan(client)]) turn_ = client;
        isWorking_[client] = true;
    }
    /// `client` has ended.
    void leave(ClientNumber client) {
        const std::scoped_lock lock{mutex_};
        isWorking_[client] = false;
        turn_ = otherThan(client);
        changed_.notify_all();
    }
    /// The other one goes on, if it is at work.
    void pass(ClientNumber client) {
        const std::scoped_lock lock{mutex_};
        if (!isWorking_[otherThan(client)]) return;
        turn_ = otherThan(client);
        changed_.notify_all();
    }
    /// Returns when it is the client's turn.
    void await(ClientNumber client) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return turn_ == client || !isWorking_[otherThan(client)]; });
    }

  private:
    static ClientNumber otherThan(ClientNumber client) { return 1 - client; }

    std::mutex mutex_;
    std::condition_variable changed_;
    ClientNumber turn_ = 0;
    std::array<bool, kClients> isWorking_{};
};

}  // namespace tl::sim
