// Cuts what a server sends into packets.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "infra/resources/buffer.h"

namespace tl::storage::sftp {

class PacketStream {
  public:
    PacketStream();

    /// Where to put what comes next; never empty. Ends what next() has lent.
    [[nodiscard]] std::span<std::byte> room();
    /// Says how much of the room was filled.
    void add(std::size_t bytes);

    /// The next whole packet without its length, at least a byte; nothing when more has to come.
    /// Borrowed until room() is called.
    /// **Errors:** Unavailable for a length that no packet has.
    [[nodiscard]] std::optional<std::span<const std::byte>> next();

  private:
    Buffer buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace tl::storage::sftp
