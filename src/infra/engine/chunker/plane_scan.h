// The block scan for processors with wide registers, where a register holds a byte of each lane.
//
// The portable scan looks fingerprints up in tables, and wide registers have no fast look-up in a
// table of 256 words. They can, however, send all their bytes through one linear map from a byte to
// a byte: by an instruction made for it (GFNI), or by looking up both nibbles in tables of 16
// (AVX2). Appending a byte to a fingerprint is a linear map of 8 + 8 + 8 bits (what is shifted out
// at the top, what leaves the window, what enters) to 53 bits. So the fingerprints of all lanes are
// kept as 7 "planes": plane k holds byte k of each lane's fingerprint. A step is a move of the
// planes by one, 16 maps and their sums, for 32 or 64 lanes at once.
//
// Fingerprints are kept shifted left by 3, so that the 8 bits that a step shifts out are exactly
// plane 6. The data must be in planes as well: the bytes of all lanes at one position in one
// register. So 16 bytes of each lane are read and transposed at a time. Each vector of the last 64
// positions is kept until its bytes leave the window.
//
// Figures (bench/chunker_bench.cpp; one core of a 2.6 GHz Xeon of 2023, random data, in GB/s): one
// lane 0.5, portable with 6 lanes 1.9, AVX2 3.3, AVX-512 with GFNI 10.8. With the jump to the
// smallest length that each chunk begins with, files are cut at 2.6, 4.2 and 11.6.

#pragma once

#include "infra/engine/chunker/block_scan.h"

namespace tl::engine {

/// An odd multiple of the window: at a power of two, all lanes would compete for the same few
/// places of the first-level cache.
inline constexpr std::size_t kPlaneLaneSize = 17 * kWindowSize;

[[nodiscard]] std::size_t findLaneAvx2(const RabinTables& tables, const std::byte* block) noexcept;
[[nodiscard]] std::size_t findLaneAvx512(const RabinTables& tables,
                                         const std::byte* block) noexcept;

inline constexpr BlockScanner kAvx2Scanner{"AVX2", 32, kPlaneLaneSize, findLaneAvx2};
inline constexpr BlockScanner kAvx512Scanner{"AVX-512 and GFNI", 64, kPlaneLaneSize,
                                             findLaneAvx512};

/// The scan over a kind of register. `Lanes` has the types `Vector`, a byte a lane, and `Map`, and
/// the operations on them. It must have internal linkage: this code is compiled for several
/// processors, and the linker must not take one for the other. For the same reason nothing here
/// uses a function of the standard library.
template <typename Lanes>
class PlaneScan {
  public:
    explicit PlaneScan(const RabinTables& tables) : tables_{tables} {}

    [[nodiscard]] std::size_t findLane(const std::byte* block) const {
        Vector window[kWindowSize];
        for (Vector& column : window)
            column = Lanes::all(0);
        Planes planes{};
        Vector lowest = Lanes::all(0xFF);
        const std::byte* lane0 = block - kWindowSize;
        for (std::size_t at = 0; at < kWindowSize + kPlaneLaneSize; at += kGroup) {
            Vector* leaving = &window[at % kWindowSize];
            Vector entering[kGroup];
            transpose(lane0 + at, entering);
            Vector lowestOfGroup = Lanes::all(0xFF);
            for (std::size_t i = 0; i < kGroup; ++i) {
                planes = step(planes, leaving[i], entering[i]);
                leaving[i] = entering[i];
                lowestOfGroup = Lanes::min(lowestOfGroup, lowBits(planes));
            }
            // Before that the window is not full.
            if (at >= kWindowSize) lowest = Lanes::min(lowest, lowestOfGroup);
        }
        return Lanes::firstZero(lowest);
    }

  private:
    using Vector = typename Lanes::Vector;
    struct Planes {
        Vector p0, p1, p2, p3, p4, p5, p6;
    };
    static constexpr std::size_t kGroup = 16;

    [[nodiscard]] Planes step(const Planes& old, Vector leaving, Vector entering) const {
        const auto added = [&](std::size_t plane) {
            return Lanes::apply(tables_.topToByte[plane], old.p6) ^
                   Lanes::apply(tables_.leavingToByte[plane], leaving);
        };
        return {added(0) ^ Lanes::apply(tables_.enteringToByte[0], entering),
                old.p0 ^ added(1) ^ Lanes::apply(tables_.enteringToByte[1], entering),
                old.p1 ^ added(2),
                old.p2 ^ added(3),
                old.p3 ^ added(4),
                old.p4 ^ added(5),
                old.p5 ^ added(6)};
    }

    /// 0 in the lanes whose fingerprint ends in 20 zero bits; they are bits 3 to 22 here.
    static Vector lowBits(const Planes& planes) {
        return (planes.p0 & Lanes::all(0xF8)) | planes.p1 | (planes.p2 & Lanes::all(0x7F));
    }

    /// Reads 16 bytes of each lane and turns them into 16 vectors with a byte of each lane.
    static void transpose(const std::byte* lane0, Vector* columns) {
        // Interleaving row i with row i + 8, four times over, transposes 16 rows of 16 bytes. Wide
        // registers do that within each 16 bytes; these hold lanes i, i + 16, i + 32, …
        Vector rows[kGroup];
        for (std::size_t i = 0; i < kGroup; ++i)
            rows[i] = Lanes::readRows(lane0 + i * kPlaneLaneSize, kGroup * kPlaneLaneSize);
        interleave(rows, columns);
        interleave(columns, rows);
        interleave(rows, columns);
        interleave(columns, rows);
        for (std::size_t i = 0; i < kGroup; ++i)
            columns[i] = rows[i];
    }

    static void interleave(const Vector* from, Vector* to) {
        for (std::size_t i = 0; i < kGroup / 2; ++i) {
            to[2 * i] = Lanes::interleaveLow(from[i], from[i + kGroup / 2]);
            to[2 * i + 1] = Lanes::interleaveHigh(from[i], from[i + kGroup / 2]);
        }
    }

    const RabinTables& tables_;
};

}  // namespace tl::engine
