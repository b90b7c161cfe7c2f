#include "infra/engine/repository/snapshot_store.h"

#include <algorithm>
#include <optional>

#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

using storage::FileType;

namespace {

std::optional<Snapshot> tryLoadSnapshot(const Repository& repository,
                                        const std::string& name,
                                        const std::stop_token& stop) {
    const auto json = repository.tryLoadFile({FileType::Snapshot, name}, stop);
    if (!json) return std::nullopt;
    try {
        return readSnapshot(*json);
    } catch (Error& error) {
        error.add("file", "snapshots/" + name);
        throw;
    }
}

}  // namespace

ReadableSnapshots loadReadableSnapshots(const Repository& repository, const std::stop_token& stop) {
    const auto names = listNames(repository.backend(), FileType::Snapshot, stop);
    std::vector<std::optional<Snapshot>> loaded(names.size());
    std::vector<std::optional<Error>> errors(names.size());
    forEachInParallel(
        names.size(), repository.backend().properties().connections,
        [&](std::size_t i, const std::stop_token& inner) {
            try {
                loaded[i] =
                    withSecondLook([&] { return tryLoadSnapshot(repository, names[i], inner); });
            } catch (const Error& error) {
                errors[i] = error;
            }
        },
        stop);
    ReadableSnapshots found;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto id = SnapshotId::parse(names[i]);
        if (loaded[i] && id) found.snapshots.push_back({*id, std::move(*loaded[i])});
        if (errors[i]) found.unreadable.push_back({names[i], *errors[i]});
    }
    std::ranges::stable_sort(found.snapshots,
                             [](const LoadedSnapshot& left, const LoadedSnapshot& right) {
                                 return left.snapshot.time.isBefore(right.snapshot.time);
                             });
    return found;
}

std::vector<LoadedSnapshot> loadSnapshots(const Repository& repository,
                                          const std::stop_token& stop) {
    ReadableSnapshots found = loadReadableSnapshots(repository, stop);
    if (!found.unreadable.empty()) throw Error{found.unreadable.front().error};
    return std::move(found.snapshots);
}

Snapshot loadSnapshot(const Repository& repository,
                      const SnapshotId& id,
                      const std::stop_token& stop) {
    auto snapshot = tryLoadSnapshot(repository, id.hex(), stop);
    if (!snapshot) throw Error{ErrorKind::NotFound, "there is no snapshot " + id.shortHex()};
    return std::move(*snapshot);
}

SnapshotId saveSnapshot(const Repository& repository,
                        const Snapshot& snapshot,
                        const std::stop_token& stop) {
    return SnapshotId{repository.saveFile(FileType::Snapshot, writeSnapshot(snapshot), stop)};
}

}  // namespace tl::engine
