#include "ui/cli/commands/repo_move.h"

#include <fmt/format.h>

#include "ui/cli/json_line.h"
#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

class MoveReporter final : public services::MoveObserver {
  public:
    explicit MoveReporter(const Context& context)
        : context_{context},
          display_{context.console},
          interval_{progressInterval({.isQuiet = context.global.verbosity() == Verbosity::Quiet,
                                      .isJson = context.global.isJson,
                                      .isTerminal = context.console.isTerminal()},
                                     context.environment)} {}

    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return interval_; }

    void onStatus(const services::MoveStatus& status) override {
        if (context_.global.isJson)
            context_.console.print(toLine(toJson("status", status)));
        else
            display_.update({formatProgress({.elapsed = status.elapsed,
                                             .remaining = {},
                                             .itemsDone = status.filesDone,
                                             .itemsTotal = status.filesTotal,
                                             .bytesDone = status.bytesDone,
                                             .bytesTotal = status.bytesTotal,
                                             .items = "files"})});
    }

    void finish(const services::MoveRequest& request, const services::MoveReport& report) {
        display_.clear();
        if (context_.global.isJson) return finishJson(request, report);
        const bool isDeleted = request.oldPlace == services::OldPlace::Delete;
        if (request.isDryRun)
            return context_.tell(fmt::format(
                "would copy {} files ({}); {} are at the new place already; would delete {} at "
                "the old one",
                report.copiedFiles, formatBytes(report.copiedBytes), report.presentFiles,
                report.deletedFiles));
        context_.tell(fmt::format("copied {} files ({}) in {}; {} were at the new place already",
                                  report.copiedFiles, formatBytes(report.copiedBytes),
                                  formatDuration(report.final.elapsed), report.presentFiles));
        context_.tell(
            isDeleted
                ? fmt::format("the old place is empty: {} files were deleted", report.deletedFiles)
                : std::string{"the old repository is still there and must not be used "
                              "beside the new one for long: the two will differ"});
    }

  private:
    static Json toJson(const char* type, const services::MoveStatus& status) {
        return {{"message_type", type},           {"seconds_elapsed", toSeconds(status.elapsed)},
                {"files_done", status.filesDone}, {"total_files", status.filesTotal},
                {"bytes_done", status.bytesDone}, {"total_bytes", status.bytesTotal}};
    }

    void finishJson(const services::MoveRequest& request, const services::MoveReport& report) {
        Json json = toJson("summary", report.final);
        json["files_copied"] = report.copiedFiles;
        json["bytes_copied"] = report.copiedBytes;
        json["files_present"] = report.presentFiles;
        json["files_deleted"] = report.deletedFiles;
        json["dry_run"] = request.isDryRun;
        context_.console.print(toLine(json));
    }

    const Context& context_;
    LiveDisplay display_;
    const std::chrono::milliseconds interval_;
};

class RepoMoveCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"dry-run", 'n', "", "only say what would be done", "", {}}, isDryRun_);
        options.flag({"no-read-back",
                      '\0',
                      "",
                      "do not read what the new place stores again; compare names and sizes only",
                      "",
                      {}},
                     isReadBackOff_);
        options.flag({"delete-old",
                      '\0',
                      "",
                      "delete the old repository when all of it is at the new place",
                      "",
                      {}},
                     isOldDeleted_);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        requireOperands(operands, 1, 1, "the location of the new place is wanted");
        services::MoveRequest request;
        request.source = context.access();
        request.source.locking = services::Locking::Take;
        request.destination = context.access();
        request.destination.name.clear();
        request.destination.location = operands[0];
        request.isDryRun = isDryRun_;
        if (isReadBackOff_) request.readBack = services::ReadBack::No;
        if (isOldDeleted_) request.oldPlace = services::OldPlace::Delete;
        MoveReporter reporter{context};
        const auto report = context.core.moves.move(request, reporter, context.stop);
        reporter.finish(request, report);
        if (!request.source.name.empty() && !isDryRun_)
            context.tell("`tl repo edit " + request.source.name + " --location " + operands[0] +
                         "` lets the name stand for the new place");
        return {};
    }

  private:
    bool isDryRun_ = false;
    bool isReadBackOff_ = false;
    bool isOldDeleted_ = false;
};

}  // namespace

std::unique_ptr<Command> makeRepoMoveCommand() {
    return std::make_unique<RepoMoveCommand>();
}

}  // namespace tl::cli
