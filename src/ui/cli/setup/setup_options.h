// The answers of a set-up that the command line can give.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/cli/option_set.h"

namespace tl::cli {

/// Beside them are the options of all commands: -r, --password-file, --password-command, -o.
struct SetupOptions {
    std::optional<std::string> repositoryName{};
    std::optional<std::string> keepPassword{};  ///< "file", "keyring" or "vault".
    std::vector<std::string> paths{};           ///< The operands.
    std::optional<std::string> targetName{};
    std::vector<std::string> groups{};
    std::optional<std::string> timing{};   ///< "none": no schedule.
    std::optional<std::string> kept{};     ///< "all": no policy.
    std::optional<std::string> systemd{};  ///< A folder, "usual" or "none".
    std::optional<bool> isBackingUp{};
    bool isPasswordMade = false;
    bool isAssenting = false;  ///< --yes.
    bool isDryRun = false;

    void declare(OptionSet& options);
    /// Whether something is to be added, whatever there is.
    [[nodiscard]] bool saysWhat() const { return !paths.empty() || targetName || repositoryName; }
};

}  // namespace tl::cli
