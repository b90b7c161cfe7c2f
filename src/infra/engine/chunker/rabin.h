// The arithmetic of the rolling fingerprint for one polynomial, as tables (format section 6.2).
//
// The fingerprint of a window is the window's bytes, read as one long polynomial, modulo the
// polynomial P of degree 53. Appending a byte and dropping the oldest are linear over GF(2), so
// each is a table over 256 byte values, or a small bit matrix.

#pragma once

#include <cstddef>
#include <cstdint>

namespace tl::engine {

inline constexpr std::size_t kWindowSize = 64;

/// A chunk may end where the low 20 bits of the fingerprint are 0: once in a MiB.
inline constexpr std::uint64_t kCutMask = (1U << 20U) - 1;

/// A linear map from a byte to a byte, in the two forms that processors have an instruction for.
struct ByteMap {
    std::uint64_t matrix = 0;      ///< For GF2P8AFFINEQB.
    std::uint8_t lowNibble[16]{};  ///< The image is lowNibble[byte % 16] ^ highNibble[byte / 16].
    std::uint8_t highNibble[16]{};
};

/// Plain arrays, because code that is compiled for newer processors reads them (plane_scan.h).
struct RabinTables {
    explicit RabinTables(std::uint64_t polynomial) noexcept;

    /// What a byte has come to when it is the oldest in the window.
    std::uint64_t leaving[256];
    /// By the 8 bits that a shift moves above degree 52: what to add to be back below it.
    std::uint64_t reduction[256];

    /// The same for a fingerprint that is shifted left by 3 bits, so that it fills 7 whole bytes,
    /// lowest first: what a byte adds to each of them when it is shifted out at the top, when it
    /// leaves the window one step later, and when it enters.
    ByteMap topToByte[7];
    ByteMap leavingToByte[7];
    ByteMap enteringToByte[2];
};

}  // namespace tl::engine
