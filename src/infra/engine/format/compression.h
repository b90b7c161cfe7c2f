// zstd frames (format section 3): blobs, and the 0x02 prefix of index, snapshot and lock files.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tl::engine {

/// How hard to compress. Off leaves data blobs plain; trees and indexes are compressed all the
/// same.
enum class CompressionMode : std::uint8_t { Off, Fastest, Automatic, Better, Maximum };

/// "off", "fastest", "auto", "better", "max".
[[nodiscard]] std::optional<CompressionMode> parseCompressionMode(std::string_view name) noexcept;

/// The room that a compressed blob may need at most, in bytes.
[[nodiscard]] std::size_t compressedSizeMax(std::size_t plaintextSize) noexcept;

/// Keeps zstd's work space from call to call, so a thread should keep one.
/// **Threads:** one at a time.
class Compressor {
  public:
    explicit Compressor(CompressionMode mode);
    ~Compressor();
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;

    /// Writes one frame with its content size into `out`, which has at least compressedSizeMax()
    /// bytes. Returns the frame's size.
    /// **Errors:** ResourceExhausted when zstd gets no memory.
    [[nodiscard]] std::size_t compress(std::span<const std::byte> plaintext,
                                       std::span<std::byte> out);

    /// True when a look at samples of `plaintext` says that compressing will not make it smaller.
    /// Wrong now and then, in both directions; cheap next to compressing.
    [[nodiscard]] bool looksIncompressible(std::span<const std::byte> plaintext);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// **Threads:** one at a time.
class Decompressor {
  public:
    Decompressor();
    ~Decompressor();
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    /// Fills `out`, which must have exactly the plaintext's size.
    /// **Errors:** Corrupted for a bad frame, or one with another size.
    void decompress(std::span<const std::byte> frame, std::span<std::byte> out);

    /// As decompress(), in pieces of at most 128 KiB that `visit` gets one after the other and that
    /// are borrowed until it returns: for checking a frame without room for all of its plaintext.
    void decompressInPieces(std::span<const std::byte> frame,
                            std::size_t size,
                            const std::function<void(std::span<const std::byte> piece)>& visit);

    /// A frame of unknown size, at most `sizeMax` bytes of plaintext.
    /// **Errors:** Corrupted, also when it would be larger.
    [[nodiscard]] std::vector<std::byte> decompress(std::span<const std::byte> frame,
                                                    std::size_t sizeMax);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// An index, snapshot or lock file's plaintext for format `version`: bare JSON in 1, 0x02 and a
/// frame in 2.
[[nodiscard]] std::vector<std::byte> encodeUnpacked(std::string_view json, std::uint32_t version);
/// The JSON of such a plaintext, whichever form it has. At most 1 GiB.
/// **Errors:** Corrupted.
[[nodiscard]] std::vector<std::byte> decodeUnpacked(std::vector<std::byte> plaintext);

}  // namespace tl::engine
