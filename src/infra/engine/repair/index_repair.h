// Making the index right again: every pack that is there is listed once and as its header says,
// nothing else is.
//
// A plan first, then its execution. The plan keeps what is sound: index files whose packs are all
// there are not touched. What an index says of a pack whose own header cannot be read is kept, too:
// it is the only way to the blobs in it, which `repair packs` saves.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "infra/engine/index/index_change.h"
#include "infra/engine/repair/repair_reporter.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Which packs' headers are compared with the index.
enum class HeaderReading : std::uint8_t {
    Doubtful,  ///< Of packs that no index lists, or with another size, or in several ways.
    All,
};

struct IndexRepairPlan {
    IndexChange change{};
    std::vector<PackId> missing{};   ///< Listed, but not there: no longer listed.
    std::vector<PackId> relisted{};  ///< Listed anew, from their headers.
    /// Neither an index lists them nor can their headers be read: nothing is known of them.
    std::vector<PackId> unreadable{};
    /// Their headers cannot be read; what the index says of them stays for `repair packs`.
    std::vector<PackId> damaged{};
    /// Their headers could not be read for a reason that may pass; nothing is changed about them.
    std::vector<PackId> unread{};
    std::size_t repeatedCount = 0;  ///< Packs that several index files list: they keep one.
};

/// Reads the index files and the headers that `reading` asks for. A damaged index file is given up;
/// the headers of its packs say what it said. Needs an exclusive lock to be of use.
/// Memory: some 50 bytes for each blob whose pack is listed anew.
[[nodiscard]] IndexRepairPlan planIndexRepair(const Repository& repository,
                                              HeaderReading reading,
                                              RepairReporter& reporter,
                                              const std::stop_token& stop);

}  // namespace tl::engine
