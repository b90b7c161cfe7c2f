// A program that speaks SFTP on its pipes, such as `ssh host -s sftp`, and the many requests that
// are on their way through it at once.
//
// A thread of its own does all that the pipes need: it sends what callers leave, and gives each
// answer to who asked. So a caller may ask a hundred things before the first answer is back, which
// is what makes a line with a long way fast; and a caller that gives up does not leave half a
// packet behind, which would end the connection for all others.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"
#include "infra/resources/worker_group.h"
#include "storage/sftp/packet_stream.h"
#include "storage/sftp/sftp_handshake.h"
#include "storage/sftp/sftp_replies.h"

namespace tl::storage::sftp {

struct ChannelOptions {
    std::vector<std::string> command;
    ProcessGroup group = ProcessGroup::Own;
    std::chrono::milliseconds silenceMax{0};  ///< While an answer is due; 0: no bound.
};

class Conversation;

/// **Threads:** safe from any thread.
class Channel {
  public:
    enum class State : std::uint8_t { Opening, Open, Closed };

    /// Starts the program and does not wait for it.
    explicit Channel(ChannelOptions options);
    /// Lets the server finish what it was asked, and ends the program: after three seconds of
    /// silence, or five in all. Nobody may converse any more.
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    [[nodiscard]] State state() const;
    /// Whether the server has ever answered.
    [[nodiscard]] bool hasBeenOpen() const;
    /// **Errors:** Cancelled on stop, or when a user ended the program while it asked him; what
    /// keeps the connection from being made.
    void waitUntilOpen(const std::stop_token& stop) const;
    /// Of an open channel.
    [[nodiscard]] Features features() const;
    /// Begins what the destructor does: several channels end in the time of one.
    void beginToEnd() noexcept;

  private:
    friend class Conversation;

    void run() noexcept;
    void talk();
    void fillSending(std::vector<std::byte>& sending);
    [[nodiscard]] std::chrono::milliseconds patience() const;
    [[nodiscard]] std::optional<std::span<const std::byte>> nextPacket();
    /// Gives what to send next, if the connection only begins.
    [[nodiscard]] std::optional<Packet> take(std::span<const std::byte> packet, Process& process);
    void deliver(Reply reply);
    [[noreturn]] void throwEnd(Process& process) const;
    [[nodiscard]] bool isAllAnswered() const;
    void finish(Process& process, std::vector<std::byte> sending, std::size_t sent);
    void close(const Error& failure, bool wasInterrupted);

    // With mutex_ held.
    RequestId queue(Packet request, Conversation* conversation);
    void forget(const Reply& reply);
    void abandon(const Conversation& conversation);
    [[noreturn]] void throwFailure() const;

    const ChannelOptions options_;
    const WakePipe wake_;

    // Of the thread alone.
    PacketStream stream_;
    Handshake handshake_;

    mutable std::mutex mutex_;
    mutable std::condition_variable_any opened_;
    State state_ = State::Opening;  // Guarded by mutex_, as all below.
    Features features_;
    std::optional<Error> failure_;  ///< Why it is closed.
    bool wasInterrupted_ = false;   ///< Its user ended the program.
    bool hasBeenOpen_ = false;
    bool isEnding_ = false;
    std::deque<Packet> outgoing_;  ///< What nobody has sent yet.
    RequestId nextId_ = 1;
    /// Who waits for an answer; null: nobody, any more.
    std::unordered_map<RequestId, Conversation*> waiting_;

    WorkerGroup thread_;  ///< Last: it uses all above.
};

/// The requests of one caller on a channel, and their answers, which come in any order.
///
/// **Errors:** all calls throw what ended the channel.
/// **Threads:** one at a time.
class Conversation {
  public:
    /// `channel` must outlive the object.
    explicit Conversation(Channel& channel);
    /// Forgets what is still to be answered; a file that opens meanwhile is closed.
    ~Conversation();
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    /// Does not wait.
    RequestId send(Packet request);
    /// Sends a request whose answer does not matter; on a closed channel nothing.
    void post(Packet request) noexcept;

    /// The next answer to any request. **Errors:** Cancelled on stop.
    [[nodiscard]] Reply receive(const std::stop_token& stop);
    /// The answer to a request; others wait. **Errors:** Cancelled on stop.
    [[nodiscard]] Reply receive(RequestId id, const std::stop_token& stop);

    [[nodiscard]] Features features() const { return channel_.features(); }

  private:
    friend class Channel;

    template <typename IsWanted>
    Reply receiveWhere(const IsWanted& isWanted, const std::stop_token& stop);

    Channel& channel_;
    std::condition_variable_any arrived_;
    std::deque<Reply> inbox_;  ///< Guarded by the channel's mutex.
};

}  // namespace tl::storage::sftp
