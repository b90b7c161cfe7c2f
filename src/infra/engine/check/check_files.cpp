#include "infra/engine/check/check_files.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "infra/engine/check/second_look.h"
#include "infra/engine/repository/key_store.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

using storage::FileType;

namespace {

/// Nothing when it was damaged, which is reported, or is gone by now.
std::optional<LoadedSnapshot> tryLoad(const Repository& repository,
                                      const std::string& name,
                                      CheckReporter& reporter,
                                      const std::stop_token& stop) {
    const auto id = SnapshotId::parse(name);
    if (!id) return std::nullopt;
    try {
        return withSecondLook([&] {
            return LoadedSnapshot{*id, loadSnapshot(repository, *id, stop)};
        });
    } catch (const Error& error) {
        // Removed since it was listed: that is its owner's right when no lock is taken.
        if (error.kind() != ErrorKind::NotFound) reporter.error("snapshot " + name, error.what());
        return std::nullopt;
    }
}

}  // namespace

void checkKeys(const Repository& repository, CheckReporter& reporter, const std::stop_token& stop) {
    for (const std::string& name : listNames(repository.backend(), FileType::Key, stop)) {
        try {
            (void)withSecondLook([&] { return loadKeyFile(repository.backend(), name, stop); });
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::NotFound) reporter.error("key " + name, error.what());
        }
    }
}

std::vector<LoadedSnapshot> checkSnapshots(const Repository& repository,
                                           CheckReporter& reporter,
                                           const std::stop_token& stop) {
    const auto names = listNames(repository.backend(), FileType::Snapshot, stop);
    std::vector<std::optional<LoadedSnapshot>> loaded(names.size());
    forEachInParallel(
        names.size(), repository.backend().properties().connections,
        [&](std::size_t i, const std::stop_token& inner) {
            loaded[i] = tryLoad(repository, names[i], reporter, inner);
        },
        stop);
    std::vector<LoadedSnapshot> snapshots;
    for (auto& snapshot : loaded)
        if (snapshot) snapshots.push_back(std::move(*snapshot));
    std::ranges::stable_sort(snapshots,
                             [](const LoadedSnapshot& left, const LoadedSnapshot& right) {
                                 return left.snapshot.time.isBefore(right.snapshot.time);
                             });
    return snapshots;
}

}  // namespace tl::engine
