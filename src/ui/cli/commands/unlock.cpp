#include "ui/cli/commands/unlock.h"

#include <fmt/format.h>

namespace tl::cli {

namespace {

class UnlockCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"remove-all", '\0', "", "remove all locks, even those in use", "", {}},
                     isAll_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "unlock takes no arguments");
        const auto scope = isAll_ ? services::UnlockScope::All : services::UnlockScope::Stale;
        const std::size_t count =
            context.core.repositories.unlock(context.access(), scope, context.stop);
        context.tell(count == 0 ? std::string{"there were no locks to remove"}
                                : fmt::format("successfully removed {} locks", count));
        return {};
    }

  private:
    bool isAll_ = false;
};

}  // namespace

std::unique_ptr<Command> makeUnlockCommand() {
    return std::make_unique<UnlockCommand>();
}

}  // namespace tl::cli
