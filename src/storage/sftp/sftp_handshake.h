// How a connection begins: which version the server speaks, what it can do beyond that, and how
// much it takes at once.

#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "storage/sftp/sftp_requests.h"

namespace tl::storage::sftp {

/// What a server can do.
struct Features {
    bool hasPosixRename = false;
    bool hasFlush = false;
    bool hasVolume = false;
    /// The most content in one packet. Every server takes 32 KiB.
    std::size_t readMax = std::size_t{32} << 10U;
    std::size_t writeMax = std::size_t{32} << 10U;
};

class Handshake {
  public:
    /// Takes the server's next packet, without its length; gives what to send then, if anything.
    /// **Errors:** Unsupported for what is no SFTP server of version 3; Unavailable.
    [[nodiscard]] std::optional<Packet> answer(std::span<const std::byte> packet);

    [[nodiscard]] bool isDone() const noexcept { return stage_ == Stage::Done; }
    [[nodiscard]] const Features& features() const noexcept { return features_; }

  private:
    enum class Stage { Greeting, Limits, Done };

    [[nodiscard]] std::optional<Packet> takeGreeting(std::span<const std::byte> packet);
    void takeLimits(std::span<const std::byte> packet);

    Stage stage_ = Stage::Greeting;
    Features features_;
};

/// For what comes before the protocol does, such as the words of a login script.
/// **Errors:** always Unsupported.
[[noreturn]] void throwNoSftp();

}  // namespace tl::storage::sftp
