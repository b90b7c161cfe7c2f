// Which snapshot a backup builds on (format section 7.10).

#pragma once

#include <span>
#include <string>
#include <vector>

#include "infra/engine/repository/snapshot_store.h"
#include "services/repository/snapshot_query.h"

namespace tl::services {

/// What the new snapshot will have.
struct ParentCriteria {
    std::string host;
    std::vector<std::string> paths;  ///< Absolute.
    std::vector<std::string> tags;
    engine::Timestamp time;
    GroupBy groupBy;
};

/// The newest snapshot that is not younger than the new one and agrees with it in what it is
/// grouped by: the same host, at least its paths, at least its tags. Null when there is none.
[[nodiscard]] const engine::LoadedSnapshot* chooseParent(
    std::span<const engine::LoadedSnapshot> snapshots, const ParentCriteria& criteria);

}  // namespace tl::services
