// From what a user wrote to what the engine is to save: targets and the rules for leaving out.

#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/archive/selection.h"
#include "services/backup/backups.h"

namespace tl::services {

/// Refuses wishes that contradict each other. **Errors:** InvalidInput.
void checkBackupRequest(const BackupRequest& request);

/// All targets in the order of restic: files-from, verbatim, raw, then the ones named.
/// **Errors:** InvalidInput for a malformed list, or when there is none; NotFound for a missing
/// list.
[[nodiscard]] std::vector<std::string> collectTargets(const BackupRequest& request,
                                                      BackupObserver& observer,
                                                      const std::stop_token& stop);

/// The targets that exist; the others are reported as failures.
/// **Errors:** NotFound when none exists.
[[nodiscard]] std::vector<std::string> keepExisting(const std::vector<std::string>& targets,
                                                    BackupObserver& observer,
                                                    std::uint64_t& failureCount);

/// **Errors:** InvalidInput for a malformed pattern; NotFound for a missing pattern file.
[[nodiscard]] engine::Selection makeSelection(const BackupRequest& request);

/// `path` made absolute from the working folder, and clean.
[[nodiscard]] std::string absolutePath(const std::string& path, const std::string& workingFolder);

}  // namespace tl::services
