#include "ui/cli/command.h"

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::cli {

services::RepositoryAccess Context::access() const {
    return resolveAccess(global, environment, core.namedRepositories, PasswordUse::Open, console);
}

std::size_t Context::tableColumns() const {
    return console.isTerminal() ? console.columns() : 0;
}

void Context::tell(std::string_view line) const {
    if (global.isJson || global.verbosity() == Verbosity::Quiet) return;
    console.print(std::string{line} + "\n");
}

void requireOperands(const std::vector<std::string>& operands,
                     std::size_t countMin,
                     std::size_t countMax,
                     std::string_view wanted) {
    if (operands.size() < countMin)
        throw Error{ErrorKind::InvalidInput, "an argument is missing: " + std::string{wanted}};
    if (operands.size() > countMax)
        throw Error{
            ErrorKind::InvalidInput,
            "unexpected argument " + tl::quoted(operands[countMax]) + ": " + std::string{wanted}};
}

}  // namespace tl::cli
