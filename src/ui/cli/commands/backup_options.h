// The options of `tl backup`, and the request they make.

#pragma once

#include <string>
#include <vector>

#include "services/backup/backups.h"
#include "ui/cli/command.h"

namespace tl::cli {

class BackupOptions {
  public:
    void declare(OptionSet& options);

    /// `targets` are the command's operands. **Errors:** InvalidInput.
    [[nodiscard]] services::BackupRequest resolve(const std::vector<std::string>& targets,
                                                  const Context& context) const;

  private:
    void declareSources(OptionSet& options);
    void declareExcludes(OptionSet& options);
    void declareSnapshot(OptionSet& options);
    void declareChanges(OptionSet& options);
    void resolveStream(services::BackupRequest& request) const;

    services::BackupRequest request_;  ///< What needs neither context nor a second look.
    bool isScanOff_ = false;
    bool isStdin_ = false;
    bool isStdinFromCommand_ = false;
    std::string stdinFilename_;
    std::vector<std::string> tagLists_;
    std::string time_;
    std::optional<std::uint64_t> readConcurrency_;
};

}  // namespace tl::cli
