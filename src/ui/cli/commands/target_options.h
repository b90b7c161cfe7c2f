// The options that describe a target.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/backup/targets.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

class TargetOptions {
  public:
    void declare(OptionSet& options);

    /// Puts what was given into `target`: a list in place of the whole list.
    void apply(services::TargetDefinition& target) const;

  private:
    void declareHooks(OptionSet& options);

    std::optional<std::string> description_;
    std::optional<std::string> machine_;
    std::vector<std::string> repositories_;
    std::vector<std::string> groups_;
    std::vector<std::string> includes_;
    std::vector<std::string> excludes_;
    std::vector<std::string> excludesIgnoringCase_;
    std::vector<std::string> excludeIfPresent_;
    std::vector<std::string> tagLists_;
    std::optional<std::int64_t> excludeLargerThan_;
    std::optional<bool> excludesCaches_;
    std::optional<bool> oneFileSystem_;
    std::optional<bool> skipsIfUnchanged_;
    std::optional<std::string> hookBefore_;
    std::optional<std::string> hookAfter_;
    std::optional<std::string> hookOnError_;
    std::vector<std::string> hookPlugins_;
    std::optional<std::int64_t> hookTimeLimit_;
    std::optional<std::string> verifyAfter_;
};

}  // namespace tl::cli
