// Where a dump's bytes go, with small pieces collected into large ones: an archive of small files
// is made of many short headers.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "infra/resources/buffer.h"

namespace tl::engine {

/// Takes bytes in order. **Errors:** whatever it throws ends the dump.
using WriteBytes = std::function<void(std::span<const std::byte> bytes)>;

/// Forgets what was not flushed. **Threads:** one at a time.
class ByteOutput {
  public:
    explicit ByteOutput(WriteBytes write);

    void write(std::span<const std::byte> bytes);
    void write(std::string_view text) { write(std::as_bytes(std::span{text})); }
    void flush();

    /// Bytes written so far.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

  private:
    WriteBytes write_;
    Buffer pending_;
    std::uint64_t position_ = 0;
};

}  // namespace tl::engine
