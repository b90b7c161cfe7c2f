#include "ui/cli/commands/token.h"

#include <chrono>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/repository/text_values.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::TokenDefinition;

constexpr std::int64_t kMicroseconds = 1'000'000;

Json timeOrNull(std::int64_t microseconds) {
    return microseconds == 0 ? Json(nullptr) : Json(toJsonTime(microseconds));
}

Json toJson(TokenDefinition token) {
    Json json = cli::toJson(fieldsOf(token));
    json["created_at"] = timeOrNull(token.createdAt);
    json["expires_at"] = timeOrNull(token.expiresAt);
    json["last_used_at"] = timeOrNull(token.lastUsedAt);
    return json;
}

class TokenCreateCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"user", '\0', "name", "for whom it acts", "", {}}, wanted_.user);
        options.list({"scope", '\0', "scope",
                      "what it is for: look, backup, restore, maintain, administer (repeatable)",
                      "", services::scopeNames()},
                     scopes_);
        options.text({"expires",
                      '\0',
                      "duration",
                      "how long it is good for, such as 30d or 1y; never: for ever (default: 90d)",
                      "",
                      {}},
                     expires_);
        options.text({"description", '\0', "text", "what uses it", "", {}}, wanted_.description);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "a name for the token is wanted");
        wanted_.name = operands[0];
        if (wanted_.user.empty())
            throw Error{ErrorKind::InvalidInput, "--user is wanted: for whom the token acts"};
        for (const std::string& name : scopes_) {
            const auto scope = services::parseScope(name);
            if (!scope)
                throw Error{ErrorKind::InvalidInput, "--scope " + tl::quoted(name) +
                                                         " is to be one of " +
                                                         joined(services::scopeNames())};
            wanted_.scopes.push_back(*scope);
        }
        wanted_.expiresAt = expiresAt(context);
        const Secret token = context.core.tokens.create(wanted_);
        if (context.global.isJson) {
            context.console.print(toLine({{"name", wanted_.name},
                                          {"token", std::string{token.text()}},
                                          {"expires_at", timeOrNull(wanted_.expiresAt)}}));
            return {};
        }
        context.console.print(std::string{token.text()} + "\n");
        context.console.printError("this is shown only once; TIMELOCKER_TOKEN takes it\n");
        return {};
    }

  private:
    [[nodiscard]] std::int64_t expiresAt(const Context& context) const {
        if (expires_ == "never") return 0;
        const auto parsed = services::parseCalendarDuration(expires_);
        constexpr int kDaysOfYear = 365;
        constexpr int kDaysOfMonth = 30;
        const auto length = std::chrono::days{parsed.years * kDaysOfYear +
                                              parsed.months * kDaysOfMonth + parsed.days} +
                            std::chrono::hours{parsed.hours};
        return (context.clock.now().seconds + std::chrono::seconds{length}.count()) * kMicroseconds;
    }

    services::NewToken wanted_;
    std::vector<std::string> scopes_;
    std::string expires_ = "90d";
};

class TokenListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 0, 0, "token list takes no arguments");
        const auto tokens = context.core.tokens.list();
        Json json = Json::array();
        TextTable table;
        for (const char* title : {"Name", "User", "Scopes", "Expires", "Last used", "Description"})
            table.addColumn(title);
        for (const TokenDefinition& token : tokens) {
            json.push_back(toJson(token));
            table.addRow(
                {token.name, token.user, joined(token.scopes),
                 token.expiresAt == 0 ? "never" : formatMoment(token.expiresAt, context.zone),
                 formatMoment(token.lastUsedAt, context.zone), token.description});
        }
        table.addFoot(formatCount(tokens.size(), "token"));
        context.console.print(context.global.isJson
                                  ? toLine(json)
                                  : table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class TokenRemoveCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "the name of a token is wanted; see `tl token list`");
        context.core.tokens.remove(operands[0]);
        if (context.global.isJson)
            context.console.print(toLine({{"name", operands[0]}, {"removed", true}}));
        context.tell("removed the token " + operands[0] + ": it is good for nothing any more");
        return {};
    }
};

}  // namespace

std::unique_ptr<Command> makeTokenCreateCommand() {
    return std::make_unique<TokenCreateCommand>();
}
std::unique_ptr<Command> makeTokenListCommand() {
    return std::make_unique<TokenListCommand>();
}
std::unique_ptr<Command> makeTokenRemoveCommand() {
    return std::make_unique<TokenRemoveCommand>();
}

}  // namespace tl::cli
