#include "infra/engine/check/check_files.h"

#include <string>
#include <utility>

#include "infra/engine/repository/key_store.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"

namespace tl::engine {

using storage::FileType;

void checkKeys(const Repository& repository, CheckReporter& reporter, const std::stop_token& stop) {
    for (const std::string& name : listNames(repository.backend(), FileType::Key, stop)) {
        try {
            (void)withSecondLook([&] { return loadKeyFile(repository.backend(), name, stop); });
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::NotFound)
                reporter.fileError("key", name, error, Remedy::ReplaceKey);
        }
    }
}

std::vector<LoadedSnapshot> checkSnapshots(const Repository& repository,
                                           CheckReporter& reporter,
                                           const std::stop_token& stop) {
    ReadableSnapshots found = loadReadableSnapshots(repository, stop);
    for (const auto& [name, error] : found.unreadable)
        reporter.fileError("snapshot", name, error, Remedy::Recover);
    return std::move(found.snapshots);
}

}  // namespace tl::engine
