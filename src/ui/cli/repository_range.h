// --all-repos: the same command for every repository that has a name.

#pragma once

#include <functional>

#include "services/repository/repository_access.h"
#include "ui/cli/command.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

class RepositoryRange {
  public:
    using Visit = std::function<CommandResult(const services::RepositoryAccess& access)>;

    void declare(OptionSet& options);

    /// Calls `visit` with the repository that the context names or, with --all-repos, with each in
    /// turn: then its name is told first, and what fails in one is told and does not keep the next
    /// from its turn. **Errors:** InvalidInput when a repository is named beside --all-repos, or
    /// there are none; and, for one repository, what `visit` throws.
    [[nodiscard]] CommandResult visit(const Context& context, const Visit& visit) const;

  private:
    [[nodiscard]] static CommandResult visitAll(const Context& context, const Visit& visit);

    bool isAll_ = false;
};

}  // namespace tl::cli
