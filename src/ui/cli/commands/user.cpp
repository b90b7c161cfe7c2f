#include "ui/cli/commands/user.h"

#include <optional>

#include "infra/errors/error.h"
#include "ui/cli/commands/new_secret.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::UserDefinition;

constexpr const char* kNameWanted = "the name of a user is wanted; see `tl user list`";

Json toJson(UserDefinition user) {
    Json json = cli::toJson(fieldsOf(user));
    json["has_password"] = !user.passwordHash.empty();
    return json;
}

void tellUser(const std::string& name, const std::string& what, const Context& context) {
    if (context.global.isJson) context.console.print(toLine(toJson(context.core.users.load(name))));
    context.tell(what + " " + name);
}

class UserAddCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"role", '\0', "role", "what the user may do (default: viewer)", "",
                      services::roleNames()},
                     user_.role);
        options.text({"description", '\0', "text", "such as the whole name", "", {}},
                     user_.description);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "a name for the user is wanted");
        user_.name = operands[0];
        context.core.users.add(user_);
        tellUser(user_.name, "added", context);
        return {};
    }

  private:
    UserDefinition user_{.role = "viewer"};
};

class UserEditCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"name", '\0', "name", "the new name", "", {}}, name_);
        options.text({"role", '\0', "role", "what the user may do", "", services::roleNames()},
                     role_);
        options.optionalText({"description", '\0', "text", "such as the whole name", "", {}},
                             description_);
        options.optionalFlag({"blocked", '\0', "", "let the user do nothing for now", "", {}},
                             isBlocked_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.users.edit(operands[0], [&](UserDefinition& user) {
            if (!name_.empty()) user.name = name_;
            if (!role_.empty()) user.role = role_;
            if (description_) user.description = *description_;
            if (isBlocked_) user.isBlocked = *isBlocked_;
        });
        tellUser(name_.empty() ? operands[0] : name_, "changed", context);
        return {};
    }

  private:
    std::string name_;
    std::string role_;
    std::optional<std::string> description_;
    std::optional<bool> isBlocked_;
};

class UserListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "user list takes no arguments");
        const auto users = context.core.users.list();
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Name", "Role", "Blocked", "Password", "Description"})
            table.addColumn(title);
        for (const UserDefinition& user : users) {
            json.push_back(toJson(user));
            table.addRow({user.name, user.role, user.isBlocked ? "yes" : "",
                          user.passwordHash.empty() ? "" : "yes", user.description});
        }
        table.addFoot(formatCount(users.size(), "user"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class UserShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        UserDefinition user = context.core.users.load(operands[0]);
        context.console.print(context.global.isJson ? toLine(toJson(user))
                                                    : describe(fieldsOf(user)));
        return {};
    }
};

class UserPasswdCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"none", '\0', "", "take the password away: no login with one", "", {}},
                     isNone_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        (void)context.core.users.load(operands[0]);
        const Secret password =
            isNone_ ? Secret{} : askNewSecret("new password for " + operands[0], context);
        if (!isNone_ && password.isEmpty())
            throw Error{ErrorKind::InvalidInput, "the password is empty; --none takes it away"};
        context.core.users.setPassword(operands[0], password);
        tellUser(operands[0], isNone_ ? "took the password from" : "set the password of", context);
        return {};
    }

  private:
    bool isNone_ = false;
};

class UserRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, kNameWanted);
        context.core.users.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("removed the user " + operands[0] + ", with all tokens");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeUserAddCommand() {
    return std::make_unique<UserAddCommand>();
}
std::unique_ptr<Command> makeUserEditCommand() {
    return std::make_unique<UserEditCommand>();
}
std::unique_ptr<Command> makeUserListCommand() {
    return std::make_unique<UserListCommand>();
}
std::unique_ptr<Command> makeUserPasswdCommand() {
    return std::make_unique<UserPasswdCommand>();
}
std::unique_ptr<Command> makeUserRemoveCommand() {
    return std::make_unique<UserRemoveCommand>();
}
std::unique_ptr<Command> makeUserShowCommand() {
    return std::make_unique<UserShowCommand>();
}

}  // namespace tl::cli
