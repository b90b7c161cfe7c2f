#include "services/backup/parent_selection.h"

#include <algorithm>

namespace tl::services {

namespace {

bool containsAll(const std::vector<std::string>& have, const std::vector<std::string>& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&have](const std::string& item) {
        return std::find(have.begin(), have.end(), item) != have.end();
    });
}

bool fits(const engine::Snapshot& snapshot, const ParentCriteria& criteria) {
    if (criteria.groupBy.host && snapshot.hostname != criteria.host) return false;
    if (criteria.groupBy.paths && !containsAll(snapshot.paths, criteria.paths)) return false;
    if (criteria.groupBy.tags && !containsAll(snapshot.tags, criteria.tags)) return false;
    return !criteria.time.isBefore(snapshot.time);
}

}  // namespace

const engine::LoadedSnapshot* chooseParent(std::span<const engine::LoadedSnapshot> snapshots,
                                           const ParentCriteria& criteria) {
    const engine::LoadedSnapshot* newest = nullptr;
    for (const engine::LoadedSnapshot& candidate : snapshots) {
        if (!fits(candidate.snapshot, criteria)) continue;
        if (!newest || newest->snapshot.time.isBefore(candidate.snapshot.time)) newest = &candidate;
    }
    return newest;
}

}  // namespace tl::services
