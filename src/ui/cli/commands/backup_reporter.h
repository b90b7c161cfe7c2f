// Tells how a backup goes: to a person, or as restic's JSON.

#pragma once

#include <memory>

#include "services/backup/backups.h"
#include "ui/cli/command.h"

namespace tl::cli {

class BackupReporter : public services::BackupObserver {
  public:
    /// The backup is done.
    virtual void finish(const services::BackupReport& report) = 0;
};

/// Both borrow what `context` holds.
[[nodiscard]] std::unique_ptr<BackupReporter> makeBackupTextReporter(const Context& context);
[[nodiscard]] std::unique_ptr<BackupReporter> makeBackupJsonReporter(const Context& context);

}  // namespace tl::cli
