// The connections to one server: the first when it is needed, others when there is more to move
// than one carries.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "storage/sftp/sftp_channel.h"
#include "storage/sftp/sftp_options.h"

namespace tl::storage::sftp {

/// How much a call will move: for a few bytes nobody logs in a second time.
enum class Load : std::uint8_t { Little, Bulk };

/// **Threads:** safe from any thread.
class Connections {
  public:
    /// Connects to nothing yet. **Errors:** InvalidInput for a command that cannot be read.
    explicit Connections(const SftpOptions& options);
    /// Ends all in the time of one. No lease may be left.
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    /// A channel, for the time of a call; several may have the same.
    class Lease {
      public:
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease();

        [[nodiscard]] Channel& channel() const noexcept { return *channel_; }

      private:
        friend class Connections;
        Lease(Connections& connections, std::shared_ptr<Channel> channel)
            : connections_{&connections},
              channel_{std::move(channel)} {}

        Connections* connections_;
        std::shared_ptr<Channel> channel_;  ///< Null when moved from.
    };

    /// Waits until there is an open channel. Nobody is asked anything once a connection was made.
    /// **Errors:** what keeps the connection from being made; Cancelled.
    [[nodiscard]] Lease take(Load load, const std::stop_token& stop);

    /// Opens a few more connections, as soon as there is a first one, for calls that will move
    /// much.
    void expectBulk();

  private:
    struct Connection {
        std::shared_ptr<Channel> channel;  ///< Owned with the leases: a closed one may go first.
        std::size_t calls = 0;
        bool isExtra = false;  ///< Opened beside another.
    };

    [[nodiscard]] std::vector<std::shared_ptr<Channel>> dropClosed();
    [[nodiscard]] Connection* leastBusy(Channel::State state);
    Connection& start(Asking asking, bool isExtra);
    void startAnotherIfItPays(Load load, std::size_t calls);
    void startExpected();
    /// How many there may be. Each has ciphers to work at, here and, where the server is next door,
    /// for all we know on this very machine: more than there are processors only take turns then.
    /// On a long line each brings a window of its own; and whoever gives a number gets that.
    [[nodiscard]] std::size_t countMax() const;
    /// Counts the call.
    [[nodiscard]] std::shared_ptr<Channel> choose(Load load);
    void giveBack(const Channel& channel) noexcept;

    const SftpOptions options_;
    const std::vector<std::string> askingCommand_;
    const std::vector<std::string> silentCommand_;

    std::mutex mutex_;
    std::vector<Connection> all_;  // Guarded by mutex_, as all below.
    bool hasBeenOpen_ = false;     ///< Whoever had to be asked has answered.
    bool isNextDoor_ = false;      ///< As far as the first login tells.
    bool isBulkExpected_ = false;
    bool isAnotherRefused_ = false;  ///< The server, or ssh, gave no second one.
};

}  // namespace tl::storage::sftp
