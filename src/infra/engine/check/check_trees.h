// The third part of a check: every tree of the snapshots, and what it refers to.

#pragma once

#include <span>
#include <stop_token>
#include <unordered_set>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/format/blob.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"
#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

/// Loads every tree of `snapshots` once and checks its entries.
void checkTrees(const Repository& repository,
                const BlobIndex& index,
                std::span<const LoadedSnapshot> snapshots,
                CheckReporter& reporter,
                const std::stop_token& stop);

/// Every pack that holds a blob of `snapshots`, be it a tree or content.
[[nodiscard]] std::unordered_set<PackId> findUsedPacks(const Repository& repository,
                                                       const BlobIndex& index,
                                                       std::span<const LoadedSnapshot> snapshots,
                                                       const std::stop_token& stop);

/// Reports each file of `snapshots` that has some of `lost` in its content: where it is met first.
void reportLostContent(const Repository& repository,
                       const BlobIndex& index,
                       std::span<const LoadedSnapshot> snapshots,
                       const std::unordered_set<BlobHandle>& lost,
                       CheckReporter& reporter,
                       const std::stop_token& stop);

}  // namespace tl::engine
