// The second part of a check: whether every pack of the index is there and has its size.

#pragma once

#include <cstdint>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "infra/engine/check/check_index.h"
#include "infra/engine/check/check_reporter.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// The packs that are there, and their sizes in bytes.
using PackSizes = std::unordered_map<PackId, std::uint64_t>;

[[nodiscard]] PackSizes listPacks(const Repository& repository, const std::stop_token& stop);

struct SuspectPacks {
    std::unordered_set<PackId> missing;
    std::vector<PackId> wrongSize;  ///< Some of their blobs may be sound.
};

/// Compares the index with what is there.
[[nodiscard]] SuspectPacks checkPacks(const CheckedIndex& index,
                                      const PackSizes& sizes,
                                      CheckReporter& reporter);

}  // namespace tl::engine
