#include "ui/cli/commands/replaced.h"

#include <fmt/format.h>

#include "infra/errors/printable.h"
#include "ui/cli/json_line.h"
#include "ui/cli/text_format.h"
#include "ui/cli/text_table.h"

namespace tl::cli {

namespace {

using services::KeptRestore;
using services::ReplacedName;
using services::Replacement;
using services::UndoAction;

constexpr std::size_t kShortId = 8;
constexpr int kIncomplete = 3;

const char* nameOf(Replacement what) {
    switch (what) {
        case Replacement::Replaced:
            return "replaced";
        case Replacement::Deleted:
            return "deleted";
        case Replacement::Added:
            return "added";
        case Replacement::Kept:
            break;
    }
    return "metadata";
}

const char* nameOf(UndoAction action) {
    switch (action) {
        case UndoAction::BroughtBack:
            return "brought back";
        case UndoAction::Removed:
            return "removed";
        case UndoAction::Reset:
            return "reset";
        case UndoAction::SetAside:
            break;
    }
    return "set aside";
}

std::string stateOf(const KeptRestore& kept) {
    if (!kept.problem.empty()) return kept.problem;
    if (kept.isConfirmed) return "confirmed in part";
    return kept.hasSetAside ? "has files set aside" : "kept";
}

Json toJson(const KeptRestore& kept) {
    Json json{{"id", kept.id}, {"folder", kept.folder}};
    if (!kept.problem.empty()) json["problem"] = kept.problem;
    if (kept.snapshot.empty()) return json;
    json["snapshot"] = kept.snapshot;
    json["target"] = kept.target;
    json["started_at"] = kept.startedAt.seconds;
    json["confirmed"] = kept.isConfirmed;
    json["set_aside"] = kept.hasSetAside;
    return json;
}

std::string describe(const KeptRestore& kept, const TimeZone& zone) {
    std::string text;
    const auto add = [&text](const char* name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{:<12} {}\n", name, value);
    };
    add("id", kept.id);
    add("folder", onOneLine(kept.folder));
    add("snapshot", kept.snapshot);
    add("target", onOneLine(kept.target));
    if (!kept.snapshot.empty()) add("restored", formatTime(kept.startedAt.seconds, zone));
    add("state", stateOf(kept));
    return text;
}

/// The restore is the only operand of most commands.
const std::string& restoreIn(const std::vector<std::string>& operands) {
    requireOperands(operands, 1, 1,
                    "a restore is wanted: an ID of `tl replaced list`, or a folder");
    return operands[0];
}

Json toJsonArray(const std::vector<std::string>& folders) {
    Json json = Json::array();
    for (const std::string& folder : folders)
        json.push_back(folder);
    return json;
}

class ReplacedListCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const auto all = context.core.replacements.list(operands);
        if (context.global.isJson) {
            Json json = Json::array();
            for (const KeptRestore& kept : all)
                json.push_back(toJson(kept));
            context.console.print(toLine(json));
            return {};
        }
        TextTable table;
        for (const char* title : {"ID", "Restored", "Snapshot", "Folder", "State"})
            table.addColumn(title);
        for (const KeptRestore& kept : all) {
            const bool isKnown = !kept.snapshot.empty();
            table.addRow(
                {kept.id.substr(0, kShortId),
                 isKnown ? formatTime(kept.startedAt.seconds, context.zone) : std::string{},
                 kept.snapshot.substr(0, kShortId), onOneLine(kept.folder), stateOf(kept)});
        }
        table.addFoot(formatCount(all.size(), "folder"));
        context.console.print(table.format(RowGap::None, context.tableColumns()));
        return {};
    }
};

class ReplacedShowCommand final : public Command {
  public:
    void declare(OptionSet& /*options*/) override {}

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        const auto folders = context.core.replacements.show(
            restoreIn(operands), [&](const ReplacedName& name) { print(name, context); },
            context.stop);
        for (const KeptRestore& kept : folders) {
            if (context.global.isJson) {
                Json json{{"message_type", "restore"}};
                json.update(toJson(kept));
                context.console.print(toLine(json));
            } else {
                context.console.print(describe(kept, context.zone));
            }
        }
        return {};
    }

  private:
    static void print(const ReplacedName& name, const Context& context) {
        if (context.global.isJson) {
            context.console.print(toLine({{"message_type", "entry"},
                                          {"action", nameOf(name.what)},
                                          {"path", name.path},
                                          {"old_size", name.size}}));
        } else {
            context.console.print(
                fmt::format("{:<9} {}\n", nameOf(name.what), onOneLine(name.path)));
        }
    }
};

class UndoReporter final : public services::UndoObserver {
  public:
    explicit UndoReporter(const Context& context) : context_{context} {}

    void onUndone(const std::string& path, UndoAction action) override {
        if (context_.global.verbosity() < Verbosity::Verbose) return;
        if (context_.global.isJson) {
            context_.console.print(toLine(
                {{"message_type", "verbose_status"}, {"action", nameOf(action)}, {"item", path}}));
        } else {
            context_.tell(fmt::format("{:<12} {}", nameOf(action), onOneLine(path)));
        }
    }
    void onLeft(const std::string& path, const std::string& why) override {
        if (context_.global.isJson) {
            context_.console.printError(toLine({{"message_type", "error"},
                                                {"error", {{"message", why}}},
                                                {"during", "undo"},
                                                {"item", path}}));
        } else {
            context_.console.printError("left: " + onOneLine(path) + ": " + why + "\n");
        }
    }

  private:
    const Context& context_;
};

class ReplacedUndoCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"force", '\0', "", "move what was changed since aside, and go on", "", {}},
                     request_.force);
        options.flag({"dry-run", '\0', "", "only show what would be done", "", {}},
                     request_.dryRun);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        request_.which = restoreIn(operands);
        UndoReporter reporter{context};
        const auto report = context.core.replacements.undo(request_, reporter, context.stop);
        if (context.global.isJson) {
            context.console.print(toLine({{"message_type", "summary"},
                                          {"dry_run", request_.dryRun},
                                          {"brought_back", report.broughtBack},
                                          {"removed", report.removed},
                                          {"reset", report.reset},
                                          {"set_aside", report.setAside},
                                          {"left", report.left},
                                          {"over", report.isOver},
                                          {"folders", toJsonArray(report.folders)}}));
        } else {
            tell(report, context);
        }
        if (report.left == 0) return {};
        return {.exitCode = kIncomplete,
                .message = fmt::format("{} left as {}; what was there before is still kept",
                                       formatCount(report.left, "entry"),
                                       report.left == 1 ? "it is" : "they are")};
    }

  private:
    void tell(const services::UndoReport& report, const Context& context) const {
        context.tell(fmt::format("{} {} back, {} of the restore removed, metadata of {} reset",
                                 request_.dryRun ? "Would bring" : "Brought",
                                 formatCount(report.broughtBack, "entry"), report.removed,
                                 report.reset));
        if (report.setAside > 0) {
            context.tell(fmt::format(
                "{} changed since and moved aside; confirm the restore to remove {} "
                "for good:",
                formatCount(report.setAside, "entry"), report.setAside == 1 ? "it" : "them"));
            for (const std::string& folder : report.folders)
                context.tell("  " + onOneLine(folder));
        }
    }

    services::UndoRequest request_;
};

class ReplacedConfirmCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"dry-run", '\0', "", "only show what would be done", "", {}},
                     request_.dryRun);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        request_.which = restoreIn(operands);
        const auto report = context.core.replacements.confirm(request_, context.stop);
        if (context.global.isJson) {
            context.console.print(toLine({{"message_type", "summary"},
                                          {"dry_run", request_.dryRun},
                                          {"files", report.files},
                                          {"bytes", report.bytes},
                                          {"folders", toJsonArray(report.folders)}}));
        }
        context.tell(fmt::format("{} {} that the restore had replaced ({})",
                                 request_.dryRun ? "Would remove" : "Removed",
                                 formatCount(report.files, "file"), formatBytes(report.bytes)));
        return {};
    }

  private:
    services::ConfirmRequest request_;
};

}  // namespace

std::unique_ptr<Command> makeReplacedConfirmCommand() {
    return std::make_unique<ReplacedConfirmCommand>();
}

std::unique_ptr<Command> makeReplacedListCommand() {
    return std::make_unique<ReplacedListCommand>();
}

std::unique_ptr<Command> makeReplacedShowCommand() {
    return std::make_unique<ReplacedShowCommand>();
}

std::unique_ptr<Command> makeReplacedUndoCommand() {
    return std::make_unique<ReplacedUndoCommand>();
}

}  // namespace tl::cli
