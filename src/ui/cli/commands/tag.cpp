#include "ui/cli/commands/tag.h"

#include <fmt/format.h>

#include "ui/cli/json_line.h"
#include "ui/cli/snapshot_filter_options.h"

namespace tl::cli {

namespace {

/// Text, or format section 16.2, "tag".
class TagReporter final : public services::TagObserver {
  public:
    explicit TagReporter(const Context& context) : context_{context} {}

    void onChanged(const services::ReplacedSnapshot& replaced) override {
        if (context_.global.isJson) {
            context_.console.print(toLine(Json{{"message_type", "changed"},
                                               {"old_snapshot_id", replaced.old.hex()},
                                               {"new_snapshot_id", replaced.replacement.hex()}}));
        } else if (context_.global.verbosity() >= Verbosity::Verbose) {
            context_.tell("snapshot " + replaced.old.shortHex() + " is now " +
                          replaced.replacement.shortHex());
        }
    }

    void onFailure(const engine::SnapshotId& id, const std::string& message) override {
        onProblem("snapshot " + id.shortHex() + " could not be changed: " + message);
    }

    void onProblem(const std::string& message) override {
        const bool isJson = context_.global.isJson;
        context_.console.printError(
            isJson ? toLine(Json{{"message_type", "error"}, {"message", message}})
                   : message + "\n");
    }

    void finish(const services::TagReport& report) {
        if (context_.global.isJson) {
            context_.console.print(toLine(
                Json{{"message_type", "summary"}, {"changed_snapshots", report.changedCount}}));
        } else if (report.changedCount == 0) {
            context_.tell("no snapshots were modified");
        } else {
            context_.tell(fmt::format("modified {} snapshots", report.changedCount));
        }
    }

  private:
    const Context& context_;
};

class TagCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        services::TagChange& change = request_.change;
        declareTags(options, "set", "replace all tags by these; '' for none", change.set);
        declareTags(options, "add", "add these tags", change.add);
        declareTags(options, "remove", "remove these tags", change.remove);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        request_.repository = context.access();
        request_.filter = filter_.resolve(context.environment);
        request_.ids = operands;
        TagReporter reporter{context};
        const auto report = context.core.tags.change(request_, reporter, context.stop);
        reporter.finish(report);
        if (report.failureCount == 0 && report.problemCount == 0) return {};
        return {.exitCode = 1, .message = "not all snapshots could be changed"};
    }

  private:
    static void declareTags(OptionSet& options,
                            const char* name,
                            const char* help,
                            std::vector<std::string>& tags) {
        options.customList(
            {name, '\0', "tag[,tag,...]", help + std::string{" (repeatable)"}, "", {}},
            [&tags](const std::string& value) {
                for (std::string& tag : splitAtCommas(value))
                    tags.push_back(std::move(tag));
            });
    }

    services::TagRequest request_;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeTagCommand() {
    return std::make_unique<TagCommand>();
}

}  // namespace tl::cli
