#include "ui/cli/repository_range.h"

#include "infra/errors/error.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

void RepositoryRange::declare(OptionSet& options) {
    options.flag({"all-repos",
                  '\0',
                  "",
                  "do it for every repository that `tl repo list` shows, one after another",
                  "",
                  {}},
                 isAll_);
}

CommandResult RepositoryRange::visit(const Context& context, const Visit& visit) const {
    if (!isAll_) return visit(context.access());
    const GlobalOptions& global = context.global;
    if (!global.repository.empty() || !global.repositoryFile.empty() ||
        !global.repositoryName.empty())
        throw Error{ErrorKind::InvalidInput, "--all-repos and a repository exclude each other"};
    return visitAll(context, visit);
}

CommandResult RepositoryRange::visitAll(const Context& context, const Visit& visit) {
    const auto repositories = context.core.namedRepositories.list();
    if (repositories.empty())
        throw Error{ErrorKind::InvalidInput,
                    "no repository has a name yet: give it one with `tl repo add`"};
    int worst = 0;
    std::string failed;
    for (const auto& repository : repositories) {
        const std::string& name = repository.definition.name;
        if (context.global.isJson)
            context.console.print(toLine({{"message_type", "repository"}, {"name", name}}));
        context.tell("repository " + name + ":");
        CommandResult result;
        try {
            result = visit(accessTo(repository.definition, context.global, context.environment,
                                    PasswordUse::Open, context.console));
        } catch (const Error& error) {
            result = {.exitCode = exitCode(error.kind()), .message = error.describe()};
        }
        if (result.exitCode == 0) continue;
        context.console.printError(name + ": " + result.message + "\n");
        if (worst == 0) worst = result.exitCode;
        failed += (failed.empty() ? "" : ", ") + name;
    }
    if (worst == 0) return {};
    return {.exitCode = worst, .message = "not all is well with: " + failed};
}

}  // namespace tl::cli
