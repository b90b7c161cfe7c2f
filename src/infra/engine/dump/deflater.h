// Compression as zip archives have it: raw deflate.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace tl::engine {

/// Compresses one file after the other. **Threads:** one at a time.
class Deflater {
  public:
    using Write = std::function<void(std::span<const std::byte> bytes)>;

    /// **Errors:** ResourceExhausted.
    Deflater();
    ~Deflater();
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    void add(std::span<const std::byte> bytes, const Write& write);
    /// Ends the file; the next bytes begin another.
    void finish(const Write& write);

  private:
    struct Stream;
    void run(std::span<const std::byte> bytes, int flush, const Write& write);

    std::unique_ptr<Stream> stream_;
};

/// The CRC-32 of bytes that had the CRC-32 `before`, and of `bytes` behind them; 0 to begin.
[[nodiscard]] std::uint32_t addToCrc32(std::uint32_t before, std::span<const std::byte> bytes);

}  // namespace tl::engine
