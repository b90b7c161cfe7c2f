#include "services/repository/snapshot_selection.h"

#include <algorithm>
#include <map>
#include <utility>

#include "infra/engine/filter/path_components.h"
#include "infra/engine/repository/snapshot_store.h"
#include "infra/errors/error.h"
#include "infra/platform/file_system.h"

namespace tl::services {

using engine::Repository;
using engine::Snapshot;
using engine::SnapshotId;

namespace {

constexpr std::string_view kLatest = "latest";

bool contains(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

bool containsAll(const std::vector<std::string>& all, const std::vector<std::string>& some) {
    return std::ranges::all_of(some, [&all](const auto& one) { return contains(all, one); });
}

/// Whether the snapshot fits one `--tag` option; the empty tag stands for having none.
bool hasTags(const Snapshot& snapshot, const std::vector<std::string>& tags) {
    return std::ranges::all_of(tags, [&snapshot](const std::string& tag) {
        return tag.empty() ? snapshot.tags.empty() : contains(snapshot.tags, tag);
    });
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    return texts;
}

std::vector<StoredSnapshot> loadAll(const Repository& repository, const std::stop_token& stop) {
    std::vector<StoredSnapshot> all;
    for (auto& loaded : engine::loadSnapshots(repository, stop))
        all.push_back({loaded.id, std::move(loaded.snapshot)});
    return all;
}

std::vector<StoredSnapshot> loadFiltered(const Repository& repository,
                                         const SnapshotFilter& filter,
                                         const std::stop_token& stop) {
    auto snapshots = loadAll(repository, stop);
    std::erase_if(snapshots, [&filter](const StoredSnapshot& stored) {
        return !isSelected(stored.snapshot, filter);
    });
    return snapshots;
}

StoredSnapshot loadLatest(const Repository& repository,
                          const SnapshotFilter& filter,
                          const std::stop_token& stop) {
    auto snapshots =
        withoutOwnDocuments(loadFiltered(repository, withAbsolutePaths(filter), stop), filter);
    if (snapshots.empty()) {
        throw Error{ErrorKind::NotFound, filter.isEmpty()
                                             ? "the repository has no snapshot yet"
                                             : "no snapshot fits the given hosts, paths and tags"};
    }
    return std::move(snapshots.back());
}

SnapshotId findId(const Repository& repository,
                  std::string_view prefix,
                  const std::stop_token& stop) {
    // A whole ID needs no listing, which may be slow.
    if (const auto whole = SnapshotId::parse(prefix)) return *whole;
    const std::string name =
        engine::findByPrefix(repository.backend(), storage::FileType::Snapshot, prefix, stop);
    return SnapshotId::parse(name).value();
}

}  // namespace

ReadableSelection loadReadable(const Repository& repository,
                               const SnapshotFilter& filter,
                               const std::stop_token& stop) {
    ReadableSelection selection;
    engine::ReadableSnapshots found = engine::loadReadableSnapshots(repository, stop);
    for (const auto& [name, error] : found.unreadable)
        selection.problems.push_back("snapshot " + name + " cannot be read: " + error.what());
    for (engine::LoadedSnapshot& loaded : found.snapshots) {
        if (isSelected(loaded.snapshot, filter))
            selection.snapshots.push_back(
                {.id = loaded.id, .snapshot = std::move(loaded.snapshot)});
    }
    return selection;
}

bool isSelected(const Snapshot& snapshot, const SnapshotFilter& filter) {
    if (!filter.hosts.empty() && !contains(filter.hosts, snapshot.hostname)) return false;
    if (!containsAll(snapshot.paths, filter.paths)) return false;
    return filter.tags.empty() || std::ranges::any_of(filter.tags, [&snapshot](const auto& tags) {
               return hasTags(snapshot, tags);
           });
}

SnapshotFilter withAbsolutePaths(SnapshotFilter filter) {
    for (std::string& path : filter.paths) {
        const bool isAbsolute = path.starts_with('/');
        path = engine::cleanPath(isAbsolute ? path : currentDirectory() + '/' + path);
    }
    return filter;
}

std::vector<StoredSnapshot> keepLatestOfEach(std::vector<StoredSnapshot> snapshots,
                                             std::size_t count) {
    std::map<std::pair<std::string, std::vector<std::string>>, std::size_t> seen;
    std::vector<StoredSnapshot> kept;
    for (auto newest = snapshots.rbegin(); newest != snapshots.rend(); ++newest) {
        const Snapshot& snapshot = newest->snapshot;
        if (seen[{snapshot.hostname, sorted(snapshot.paths)}]++ < count)
            kept.push_back(std::move(*newest));
    }
    std::reverse(kept.begin(), kept.end());
    return kept;
}

std::vector<SnapshotGroup> groupSnapshots(std::vector<StoredSnapshot> snapshots,
                                          const GroupBy& groupBy) {
    std::vector<SnapshotGroup> groups;
    for (StoredSnapshot& stored : snapshots) {
        const Snapshot& snapshot = stored.snapshot;
        SnapshotGroupKey key;
        if (groupBy.host) key.host = snapshot.hostname;
        if (groupBy.paths) key.paths = sorted(snapshot.paths);
        if (groupBy.tags) key.tags = sorted(snapshot.tags);
        auto group = std::ranges::find_if(
            groups, [&key](const SnapshotGroup& other) { return other.key == key; });
        if (group == groups.end()) group = groups.insert(groups.end(), {.key = std::move(key)});
        group->snapshots.push_back(std::move(stored));
    }
    return groups;
}

StoredSnapshot selectSnapshot(const Repository& repository,
                              std::string_view name,
                              const SnapshotFilter& filter,
                              const std::stop_token& stop) {
    if (name == kLatest) return loadLatest(repository, filter, stop);
    const SnapshotId id = findId(repository, name, stop);
    return {id, engine::loadSnapshot(repository, id, stop)};
}

SnapshotFolder selectSnapshotFolder(const Repository& repository,
                                    std::string_view text,
                                    const SnapshotFilter& filter,
                                    const std::stop_token& stop) {
    const std::size_t colon = text.find(':');
    const std::string_view folder =
        colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    return {selectSnapshot(repository, text.substr(0, colon), filter, stop),
            engine::cleanPath("/" + std::string{folder})};
}

std::vector<StoredSnapshot> selectSnapshots(const Repository& repository,
                                            const SnapshotQuery& query,
                                            const std::stop_token& stop) {
    std::vector<StoredSnapshot> selected;
    if (query.ids.empty()) selected = loadFiltered(repository, query.filter, stop);
    for (const std::string& id : query.ids) {
        auto found = selectSnapshot(repository, id, query.filter, stop);
        const bool isKnown = std::ranges::any_of(
            selected, [&found](const StoredSnapshot& other) { return other.id == found.id; });
        if (!isKnown) selected.push_back(std::move(found));
    }
    std::ranges::stable_sort(selected, [](const StoredSnapshot& left, const StoredSnapshot& right) {
        return left.snapshot.time.isBefore(right.snapshot.time);
    });
    if (query.latest > 0) selected = keepLatestOfEach(std::move(selected), query.latest);
    return selected;
}

ReadableSelection selectReadable(const Repository& repository,
                                 const SnapshotQuery& query,
                                 const std::stop_token& stop) {
    if (query.ids.empty()) return loadReadable(repository, query.filter, stop);
    return {.snapshots = selectSnapshots(repository, query, stop), .problems = {}};
}

}  // namespace tl::services
