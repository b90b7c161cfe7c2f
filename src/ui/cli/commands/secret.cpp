#include "ui/cli/commands/secret.h"

#include "services/security/secret_reference.h"
#include "ui/cli/commands/new_secret.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

constexpr const char* kReferenceWanted =
    "where the secret is, is wanted: keyring:ATTRIBUTES, vault:NAME or file:PATH";

void tellDone(const std::string& reference, const std::string& what, const Context& context) {
    if (context.global.isJson)
        context.console.print(toLine({{"reference", reference}, {"done", what}}));
    context.tell(what + " " + reference);
}

class SecretSetCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kReferenceWanted);
        const auto reference = services::parseSecretReference(operands[0]);
        const Secret secret = askNewSecret("the secret for " + operands[0], context);
        context.core.secretStore.set(reference, secret, context.stop);
        tellDone(operands[0], "stored", context);
        return {};
    }
};

class SecretRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kReferenceWanted);
        context.core.secretStore.remove(services::parseSecretReference(operands[0]), context.stop);
        tellDone(operands[0], "removed", context);
        return {};
    }
};

class SecretTestCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1,
                        "where the secret is, is wanted: file:PATH, command:COMMAND, "
                        "keyring:ATTRIBUTES, plugin:PLUGIN/NAME, variable:NAME or vault:NAME");
        context.core.secretStore.test(services::parseSecretReference(operands[0]), context.stop);
        tellDone(operands[0], "there is a secret in", context);
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeSecretRemoveCommand() {
    return std::make_unique<SecretRemoveCommand>();
}
std::unique_ptr<Command> makeSecretSetCommand() {
    return std::make_unique<SecretSetCommand>();
}
std::unique_ptr<Command> makeSecretTestCommand() {
    return std::make_unique<SecretTestCommand>();
}

}  // namespace tl::cli
