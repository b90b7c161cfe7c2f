// SHA-256 of whole blocks by the SHA extensions of x86 (Intel SDM, volume 1, "Intel SHA
// Extensions"; FIPS 180-4 section 6.2), of one message or of two side by side.
//
// Each round's instruction waits for the one before it, so one message leaves half of the unit
// idle. A second one, of another hash, costs nothing beside it
// (docs/decisions/0032-hashes-in-pairs.md).

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tl::engine {

inline constexpr std::size_t kSha256BlockSize = 64;

/// The words a to h of the standard.
using Sha256State = std::array<std::uint32_t, 8>;

/// A message at hand: the state before the next block, and where that lies.
struct Sha256Lane {
    Sha256State* state = nullptr;
    const std::byte* blocks = nullptr;
};

/// Whether this processor can run the two functions below.
[[nodiscard]] bool hasSha256Lanes() noexcept;

/// Takes `count` blocks into the lane's state.
void hashBlocks(const Sha256Lane& lane, std::size_t count) noexcept;
/// Takes `count` blocks of each into its state; the two states are different ones.
void hashBlocks(const Sha256Lane& first, const Sha256Lane& second, std::size_t count) noexcept;

}  // namespace tl::engine
