#include "ui/cli/commands/privacy.h"

#include <fmt/format.h>

#include "infra/errors/printable.h"
#include "infra/platform/file.h"
#include "ui/cli/audit_entry_json.h"
#include "ui/cli/definition_output.h"
#include "ui/cli/operation_json.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::PersonErasure;
using services::PersonRecord;

Json toJson(const std::string& person, PersonRecord record) {
    Json json{{"message_type", "personal_data"}, {"person", person}};
    json["user"] = record.user ? cli::toJson(fieldsOf(*record.user)) : Json(nullptr);
    json["tokens"] = Json::array();
    for (auto& token : record.tokens)
        json["tokens"].push_back(cli::toJson(fieldsOf(token)));
    json["operations"] = Json::array();
    for (const auto& story : record.operations)
        json["operations"].push_back(cli::toJson(story));
    json["audit_entries"] = Json::array();
    for (const auto& entry : record.auditEntries)
        json["audit_entries"].push_back(cli::toJson(entry));
    json["consents"] = Json::array();
    for (const auto& [who, consent] : record.consents)
        json["consents"].push_back({{"who", who}, {"notice_and_time", consent}});
    json["mentioned_in"] = record.mentions;
    return json;
}

class PrivacyExportCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.text({"output", '\0', "file", "write here (default: standard output)", "", {}},
                     output_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "the name of a person is wanted");
        const std::string text =
            toJson(operands[0], context.core.privacy.collect(operands[0], context.stop)).dump(2) +
            "\n";
        if (output_.empty()) {
            context.console.print(text);
            return {};
        }
        // A new file of its owner's: nothing is written over, and nobody else may read it.
        constexpr std::uint32_t kOwnerOnly = 0600;
        File file = File::createNew(output_, kOwnerOnly);
        file.writeAll(std::as_bytes(std::span{text}));
        file.close();
        context.tell("wrote " + tl::quoted(output_));
        return {};
    }

  private:
    std::string output_;
};

class PrivacyEraseCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"dry-run", 'n', "", "only say what would be erased", "", {}}, isDryRun_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "the name of a person is wanted");
        services::Privacy& privacy = context.core.privacy;
        const PersonErasure erasure = isDryRun_ ? privacy.preview(operands[0], context.stop)
                                                : privacy.erase(operands[0], context.stop);
        if (context.global.isJson)
            context.console.print(toLine(toJson(operands[0], erasure)));
        else
            tell(erasure, context);
        return {};
    }

  private:
    [[nodiscard]] Json toJson(const std::string& person, const PersonErasure& erasure) const {
        return {{"message_type", "erasure"},
                {"person", person},
                {"dry_run", isDryRun_},
                {"user", erasure.hasUser},
                {"tokens", erasure.tokens},
                {"operations", erasure.operations},
                {"audit_entries", erasure.auditEntries},
                {"consents", erasure.consents},
                {"unfinished", erasure.unfinished},
                {"mentioned_in", erasure.mentions}};
    }

    void tell(const PersonErasure& erasure, const Context& context) const {
        context.tell(fmt::format(
            "{} the user, {}, {}; the name in {} of the history and {} of the "
            "audit log",
            isDryRun_ ? "would erase" : "erased", formatCount(erasure.tokens, "token"),
            formatCount(erasure.consents, "consent"), formatCount(erasure.operations, "operation"),
            formatCount(erasure.auditEntries, "entry")));
        if (!erasure.hasUser) context.tell("there is no user of this name");
        if (erasure.unfinished > 0)
            context.tell(fmt::format("{} not over yet: erase again when they are",
                                     formatCount(erasure.unfinished, "operation") +
                                         (erasure.unfinished == 1 ? " is" : " are")));
        for (const std::string& mention : erasure.mentions)
            context.tell("the name still stands in " + mention + ": edit it where it should not");
        context.tell("backups are as they were; `tl forget` and `tl prune` remove them");
    }

    bool isDryRun_ = false;
};

}  // namespace

std::unique_ptr<Command> makePrivacyEraseCommand() {
    return std::make_unique<PrivacyEraseCommand>();
}
std::unique_ptr<Command> makePrivacyExportCommand() {
    return std::make_unique<PrivacyExportCommand>();
}

}  // namespace tl::cli
