#include "ui/cli/commands/vault.h"

#include <chrono>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "services/repository/text_values.h"
#include "ui/cli/commands/new_secret.h"
#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

constexpr const char* kNameWanted = "the name of a secret is wanted; see `tl vault list`";
constexpr const char* kNothingWanted = "this command takes no arguments";

void declareNewPassword(OptionSet& options, std::string& file) {
    options.text(
        {"new-password-file", '\0', "file", "the file with the new password of the vault", "", {}},
        file);
}

void tellState(const std::string& line, const Context& context) {
    services::Vault& vault = context.core.vault;
    if (context.global.isJson)
        context.console.print(toLine({{"vault", vault.place()}, {"state", nameOf(vault.state())}}));
    context.tell(line);
}

class VaultCreateCommand final : public Command {
  public:
    void declare(OptionSet& options) override { declareNewPassword(options, file_); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, kNothingWanted);
        services::Vault& vault = context.core.vault;
        services::PasswordSource password = newPasswordSource(file_, context);
        // Scripts give it as they give it to every later command.
        if (file_.empty() && !context.console.isInputTerminal()) {
            const services::PasswordSource known = resolvePassword(
                {}, context.environment, "VAULT_", PasswordUse::Create, context.console);
            password = known;
        }
        vault.create(password, context.stop);
        tellState(
            "made the vault " + vault.place() + "; there is no way into it without its password",
            context);
        return {};
    }

  private:
    std::string file_;
};

class VaultUnlockCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"for",
                      '\0',
                      "duration",
                      "lock it when it was not used for so long (default: 15m)",
                      "",
                      {}},
                     duration_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, kNothingWanted);
        const auto duration =
            std::chrono::duration_cast<std::chrono::seconds>(services::parseDuration(duration_));
        constexpr std::chrono::hours kMax{24};
        if (duration > kMax)
            throw Error{ErrorKind::InvalidInput, "a vault is unlocked for a day at most"};
        context.core.vault.unlock(duration, context.stop);
        tellState("the vault is open until it was not used for " + formatDuration(duration),
                  context);
        return {};
    }

  private:
    std::string duration_ = "15m";
};

class VaultLockCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, kNothingWanted);
        const bool wasOpen = context.core.vault.lock();
        tellState(wasOpen ? "the vault is locked" : "the vault was locked already", context);
        return {};
    }
};

class VaultShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, kNothingWanted);
        services::Vault& vault = context.core.vault;
        tellState(fmt::format("{}: {}", vault.place(), nameOf(vault.state())), context);
        return {};
    }
};

class VaultListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, kNothingWanted);
        const auto names = context.core.vault.names(context.stop);
        if (context.global.isJson) {
            context.console.print(toLine(Json(names)));
            return {};
        }
        for (const std::string& name : names)
            context.console.print(name + "\n");
        return {};
    }
};

class VaultSetCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "a name for the secret is wanted");
        const Secret secret = askNewSecret("the secret " + operands[0], context);
        context.core.vault.set(operands[0], secret, context.stop);
        tellState("the vault holds the secret " + operands[0] + ": vault:" + operands[0], context);
        return {};
    }
};

class VaultRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.vault.remove(operands[0], context.stop);
        tellState("removed the secret " + operands[0], context);
        return {};
    }
};

class VaultPasswdCommand final : public Command {
  public:
    void declare(OptionSet& options) override { declareNewPassword(options, file_); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, kNothingWanted);
        context.core.vault.changePassword(newPasswordSource(file_, context), context.stop);
        tellState("the vault has a new password, and is locked", context);
        return {};
    }

  private:
    std::string file_;
};

}  // namespace

std::unique_ptr<Command> makeVaultCreateCommand() {
    return std::make_unique<VaultCreateCommand>();
}
std::unique_ptr<Command> makeVaultListCommand() {
    return std::make_unique<VaultListCommand>();
}
std::unique_ptr<Command> makeVaultLockCommand() {
    return std::make_unique<VaultLockCommand>();
}
std::unique_ptr<Command> makeVaultPasswdCommand() {
    return std::make_unique<VaultPasswdCommand>();
}
std::unique_ptr<Command> makeVaultRemoveCommand() {
    return std::make_unique<VaultRemoveCommand>();
}
std::unique_ptr<Command> makeVaultSetCommand() {
    return std::make_unique<VaultSetCommand>();
}
std::unique_ptr<Command> makeVaultShowCommand() {
    return std::make_unique<VaultShowCommand>();
}
std::unique_ptr<Command> makeVaultUnlockCommand() {
    return std::make_unique<VaultUnlockCommand>();
}

}  // namespace tl::cli
