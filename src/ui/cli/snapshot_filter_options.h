// --host, --tag and --path: which snapshots a command means.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/repository/snapshot_query.h"
#include "ui/cli/environment.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

struct SnapshotFilterOptions {
    std::vector<std::string> hosts;
    std::vector<std::string> paths;
    std::vector<std::string> tags;  ///< Comma-separated lists.

    /// `hostLetter` is the short form of --host.
    void declare(OptionSet& options, char hostLetter = 'H');
    /// Without --host, the environment's HOST counts; `--host ""` means any.
    [[nodiscard]] services::SnapshotFilter resolve(const Environment& environment) const;
};

/// "a, b" as "a" and "b"; an empty text is one empty name.
[[nodiscard]] std::vector<std::string> splitAtCommas(std::string_view text);

}  // namespace tl::cli
