// The questions about the repository: where it is, what it is called, and where its password is
// kept. Nothing is made; a repository that is there is opened, to see whether the password fits.

#pragma once

#include <optional>
#include <string>

#include "infra/platform/secret.h"
#include "services/configuration/definition_set.h"
#include "services/repository/named_repositories.h"
#include "ui/cli/command.h"
#include "ui/cli/setup/interview.h"
#include "ui/cli/setup/setup_options.h"

namespace tl::cli {

struct RepositoryChoice {
    services::RepositoryDefinition definition{};
    bool isKnown = false;  ///< It has its name already, and nothing is to be added.
    bool isThere = false;  ///< The place holds a repository.
    std::string folder{};  ///< The path of a local one; else empty.
    /// To be put where the definition says; nothing: it is there.
    std::optional<Secret> password{};
    bool isPasswordMadeUp = false;
    /// The vault is to be made, with this password.
    std::optional<Secret> vaultPassword{};
};

/// `before` are the definitions that there are. **Errors:** as Interview.
[[nodiscard]] RepositoryChoice askForRepository(Interview& interview,
                                                const SetupOptions& options,
                                                const services::DefinitionSet& before,
                                                const Context& context);

/// "~" and "~/x" as paths below the user's home; all else as it is.
[[nodiscard]] std::string withHome(const std::string& path, const Context& context);

}  // namespace tl::cli
