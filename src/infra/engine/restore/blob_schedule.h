// In which order a restore reads packs, and where each blob goes.
//
// Packs come in the order in which the plan's files first need them, so that files are finished
// soon after they are begun. Inside a pack, what is needed is read in ranges: blobs with small gaps
// between them are one range, which is cheaper than two requests, and a range has a limit, which
// bounds memory. No byte is read twice, and a blob that many files hold is opened once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/restore/restore_plan.h"

namespace tl::engine {

/// Gaps up to this many bytes are read along.
inline constexpr std::uint32_t kReadGapMax = 1U << 20U;
/// A range of several blobs ends before it would be longer, in bytes. A few times the largest
/// chunk: longer ones would save hardly a request and cost every worker its memory.
inline constexpr std::uint32_t kReadRangeMax = 8U << 20U;

/// A blob's box in a pack and a place where its plaintext belongs.
struct BlobUse {
    std::uint32_t pack = 0;  ///< In BlobSchedule::packs.
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t uncompressedLength = 0;
    std::uint32_t file = 0;        ///< In RestorePlan::files.
    std::size_t blob = 0;          ///< In RestorePlan::blobs.
    std::uint64_t fileOffset = 0;  ///< Bytes.
};

/// A range of a pack that is read at once.
struct PackRange {
    std::uint32_t pack = 0;  ///< In BlobSchedule::packs.
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
    std::size_t firstUse = 0;  ///< In BlobSchedule::uses.
    std::size_t endUse = 0;
    bool operator==(const PackRange&) const = default;
};

struct BlobSchedule {
    std::vector<PackId> packs;
    /// By pack and offset; uses of one blob stand together.
    std::vector<BlobUse> uses;
    std::vector<PackRange> ranges;
};

/// Whether the file, a number in RestorePlan::files, needs the blob, a number in
/// RestorePlan::blobs.
using IsBlobNeeded = std::function<bool(std::size_t file, std::size_t blob)>;

/// Schedules the blobs that are needed. All blobs of the plan are in `index`.
[[nodiscard]] BlobSchedule scheduleBlobs(const RestorePlan& plan,
                                         const BlobIndex& index,
                                         const IsBlobNeeded& isNeeded);

}  // namespace tl::engine
