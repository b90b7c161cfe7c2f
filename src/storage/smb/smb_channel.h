// The program that talks to an SMB server for us, as a channel of requests and replies. Why it is a
// program of its own is told in smb_agent.h.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"
#include "storage/smb/smb_message.h"

namespace tl::storage {

/// A reply with content of its own.
struct SmbAnswer {
    int errorNumber = 0;
    std::uint64_t number = 0;
    std::vector<std::byte> content;
};

/// **Errors:** Unavailable when the program ends, or is silent for too long, which ends it;
/// Cancelled on stop, within a moment. **Threads:** one at a time.
class SmbChannel {
  public:
    /// Starts `program`. **Errors:** NotFound when there is none.
    SmbChannel(const std::string& program, std::chrono::milliseconds timeout);

    /// Whether another request may be made: the program runs, and owes no answer.
    [[nodiscard]] bool isUsable() const noexcept { return process_ && pending_ == 0; }
    /// How many requests have no answer yet.
    [[nodiscard]] std::size_t pending() const noexcept { return pending_; }

    /// Sends a request, without waiting for its answer.
    void send(const SmbRequest& request, const std::stop_token& stop);
    /// The answer to the oldest request that has none.
    [[nodiscard]] SmbAnswer receive(const std::stop_token& stop);
    /// send() and receive(), when nothing else is pending.
    SmbAnswer call(const SmbRequest& request, const std::stop_token& stop);

    /// Waits for all answers, as long as one comes within `patience` of the one before; ends the
    /// program otherwise. True when it still runs.
    bool settle(std::chrono::milliseconds patience) noexcept;
    /// Ends the program.
    void close() noexcept;

  private:
    void exchange(const std::stop_token& stop);
    [[noreturn]] void failUnavailable(const std::string& why);

    std::optional<Process> process_;
    const WakePipe wake_;
    std::chrono::milliseconds timeout_;
    std::vector<std::byte> outgoing_;
    std::size_t sent_ = 0;  ///< Of `outgoing_`.
    std::vector<std::byte> incoming_;
    std::size_t taken_ = 0;  ///< Of `incoming_`.
    std::size_t pending_ = 0;
};

}  // namespace tl::storage
