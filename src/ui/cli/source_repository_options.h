// --from-repo and its like: the other repository, from which something is taken.

#pragma once

#include <string>

#include "services/repository/repository_access.h"
#include "ui/cli/command.h"
#include "ui/cli/option_set.h"
#include "ui/cli/password_options.h"

namespace tl::cli {

class SourceRepositoryOptions {
  public:
    /// `purpose` ends the help of --from-repo, such as "to copy snapshots from".
    void declare(OptionSet& options, const std::string& purpose);
    /// Whether the command line says anything; the environment may, too.
    [[nodiscard]] bool isGiven() const;
    /// What options and environment name. **Errors:** InvalidInput when that is nothing.
    [[nodiscard]] services::RepositoryAccess resolve(const Context& context) const;

  private:
    std::string repository_;
    std::string repositoryFile_;
    PasswordOptions password_;
    std::string keyHint_;
};

}  // namespace tl::cli
