#include "ui/cli/commands/key.h"

#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

constexpr std::size_t kShortIdSize = 8;

class KeyListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "key list takes no arguments");
        const auto keys = context.core.keys.list(context.access(), context.stop);
        for (const auto& key : keys)
            if (!key.problem.empty())
                context.console.printError("key " + key.id + " cannot be read: " + key.problem +
                                           "\n");
        if (context.global.isJson)
            printJson(keys, context);
        else
            printTable(keys, context);
        return {};
    }

  private:
    static void printJson(const std::vector<services::KeyInfo>& keys, const Context& context) {
        Json list = Json::array();
        for (const auto& key : keys)
            list.push_back({{"current", key.isCurrent},
                            {"id", key.id},
                            {"userName", key.userName},
                            {"hostName", key.hostName},
                            {"created", formatTime(key.created.seconds, context.zone)}});
        context.console.print(toLine(list));
    }

    static void printTable(const std::vector<services::KeyInfo>& keys, const Context& context) {
        TextTable table;
        for (const char* title : {" ID", "User", "Host", "Created"})
            table.addColumn(title);
        for (const auto& key : keys)
            table.addRow({(key.isCurrent ? "*" : " ") + key.id.substr(0, kShortIdSize),
                          key.userName, key.hostName,
                          formatTime(key.created.seconds, context.zone)});
        context.console.print(table.format(RowGap::None, context.tableColumns()));
    }
};

/// The options that describe a new key.
struct NewKeyOptions {
    PasswordOptions password;
    std::string userName;
    std::string hostName;

    void declare(OptionSet& options) {
        options.text(
            {"new-password-file", '\0', "file", "read the new password from a file", "", {}},
            password.file);
        options.flag({"new-insecure-no-password", '\0', "", "the new password is empty", "", {}},
                     password.isEmptyAllowed);
        options.text({"user", '\0', "name", "the user name of the new key", "", {}}, userName);
        options.text({"host", '\0', "name", "the host name of the new key", "", {}}, hostName);
    }

    [[nodiscard]] services::NewKey resolve(const Context& context) const {
        // The environment names the password in use, never the new one.
        const Environment nothing = [](const std::string&) { return std::nullopt; };
        services::NewKey key;
        key.password = resolvePassword(password, nothing, "", PasswordUse::Create, context.console);
        key.userName = userName;
        key.hostName = hostName;
        return key;
    }
};

class KeyAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override { newKey_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "key add takes no arguments");
        const std::string id =
            context.core.keys.add(context.access(), newKey_.resolve(context), context.stop);
        context.tell("saved new key with ID " + id);
        return {};
    }

  private:
    NewKeyOptions newKey_;
};

class KeyPasswdCommand final : public Command {
  public:
    void declare(OptionSet& options) override { newKey_.declare(options); }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "key passwd takes no arguments");
        const std::string id = context.core.keys.changePassword(
            context.access(), newKey_.resolve(context), context.stop);
        context.tell("saved new key as " + id);
        return {};
    }

  private:
    NewKeyOptions newKey_;
};

class KeyRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "key remove takes the ID of a key");
        context.core.keys.remove(context.access(), operands[0], context.stop);
        context.tell("removed key " + operands[0]);
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeKeyListCommand() {
    return std::make_unique<KeyListCommand>();
}

std::unique_ptr<Command> makeKeyAddCommand() {
    return std::make_unique<KeyAddCommand>();
}

std::unique_ptr<Command> makeKeyRemoveCommand() {
    return std::make_unique<KeyRemoveCommand>();
}

std::unique_ptr<Command> makeKeyPasswdCommand() {
    return std::make_unique<KeyPasswdCommand>();
}

}  // namespace tl::cli
