#include "ui/cli/commands/diff.h"

#include <utility>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/json_line.h"
#include "ui/cli/line_output.h"
#include "ui/cli/snapshot_filter_options.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

/// What the user calls the two sides.
struct ComparedNames {
    std::string before;
    std::string after;
};

class DiffPrinter final : public services::ComparisonObserver {
  public:
    explicit DiffPrinter(const Context& context)
        : context_{context},
          isQuiet_{context.global.verbosity() == Verbosity::Quiet} {}

    void onSnapshots(const engine::SnapshotId& before, const engine::SnapshotId& after) override {
        context_.tell(
            fmt::format("comparing snapshot {} to {}:\n", before.shortHex(), after.shortHex()));
    }

    void onSnapshotAndDisk(const engine::SnapshotId& snapshot,
                           const std::string& diskPath) override {
        context_.tell(fmt::format("comparing snapshot {} to {} on the disk:\n", snapshot.shortHex(),
                                  shownText(diskPath, context_.console)));
    }

    void onChange(const std::string& path, const std::string& modifier) override {
        if (isQuiet_) return;
        if (context_.global.isJson) {
            printLine(context_.console,
                      toLine({{"message_type", "change"}, {"path", path}, {"modifier", modifier}}));
        } else {
            printLine(context_.console,
                      fmt::format("{:<5}{}\n", modifier, shownText(path, context_.console)));
        }
    }

    void onProblem(const std::string& path, const Error& error) override {
        ++problemCount_;
        context_.console.printError("error: " + tl::quoted(path) + ": " + error.describe() + "\n");
    }

    void printFigures(const engine::ComparisonFigures& figures, const ComparedNames& names) {
        printLine(context_.console,
                  context_.global.isJson ? formatJson(figures, names) : formatText(figures));
    }

    [[nodiscard]] std::size_t problemCount() const noexcept { return problemCount_; }

  private:
    static Json toJson(const engine::ChangeFigures& figures) {
        return {{"files", figures.files},          {"dirs", figures.folders},
                {"others", figures.others},        {"data_blobs", figures.dataBlobs},
                {"tree_blobs", figures.treeBlobs}, {"bytes", figures.bytes}};
    }

    static std::string formatJson(const engine::ComparisonFigures& figures,
                                  const ComparedNames& names) {
        return toLine({{"message_type", "statistics"},
                       {"source_snapshot", names.before},
                       {"target_snapshot", names.after},
                       {"changed_files", figures.changedFiles},
                       {"added", toJson(figures.added)},
                       {"removed", toJson(figures.removed)}});
    }

    static std::string formatText(const engine::ComparisonFigures& figures) {
        const auto& [changedFiles, added, removed] = figures;
        return fmt::format("\nFiles:       {:5} new, {:5} removed, {:5} changed\n", added.files,
                           removed.files, changedFiles) +
               fmt::format("Dirs:        {:5} new, {:5} removed\n", added.folders,
                           removed.folders) +
               fmt::format("Others:      {:5} new, {:5} removed\n", added.others, removed.others) +
               fmt::format("Data Blobs:  {:5} new, {:5} removed\n", added.dataBlobs,
                           removed.dataBlobs) +
               fmt::format("Tree Blobs:  {:5} new, {:5} removed\n", added.treeBlobs,
                           removed.treeBlobs) +
               fmt::format("  Added:   {:<5}\n", formatBytes(added.bytes)) +
               fmt::format("  Removed: {:<5}\n", formatBytes(removed.bytes));
    }

    const Context& context_;
    const bool isQuiet_;
    std::size_t problemCount_ = 0;
};

class DiffCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.flag({"metadata", '\0', "", "show changes of metadata, too", "", {}}, isMetadata_);
        options.flag({"live", '\0', "", "compare with what is on the disk now", "", {}}, isLive_);
        options.flag({"read-all",
                      '\0',
                      "",
                      "with --live: read files whose size and times are the same, too",
                      "",
                      {}},
                     isReadingAll_);
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        if (isReadingAll_ && !isLive_)
            throw Error{ErrorKind::InvalidInput, "--read-all is for --live only"};
        DiffPrinter printer{context};
        const engine::ComparisonFigures figures =
            isLive_ ? compareWithDisk(operands, printer, context)
                    : compareSnapshots(operands, printer, context);
        printer.printFigures(figures, {operands[0], operands.size() > 1 ? operands[1] : "live"});
        if (printer.problemCount() == 0) return {};
        return {.exitCode = 1,
                .message = std::to_string(printer.problemCount()) +
                           " files or folders could not be compared"};
    }

  private:
    [[nodiscard]] engine::MetadataChanges metadata() const {
        return isMetadata_ ? engine::MetadataChanges::Told : engine::MetadataChanges::Ignored;
    }

    engine::ComparisonFigures compareSnapshots(const std::vector<std::string>& operands,
                                               DiffPrinter& printer,
                                               const Context& context) const {
        requireOperands(operands, 2, 2,
                        "diff takes two snapshots (an ID, latest, or ID:folder), or one and "
                        "--live");
        return context.core.comparisons.compareSnapshots(
            {.repository = context.access(),
             .before = operands[0],
             .after = operands[1],
             .filter = filter_.resolve(context.environment),
             .metadata = metadata()},
            printer, context.stop);
    }

    engine::ComparisonFigures compareWithDisk(const std::vector<std::string>& operands,
                                              DiffPrinter& printer,
                                              const Context& context) const {
        requireOperands(operands, 1, 2,
                        "diff --live takes a snapshot (an ID, latest, or ID:folder), then at most "
                        "one file or folder on the disk");
        return context.core.comparisons.compareWithDisk(
            {.repository = context.access(),
             .snapshot = operands[0],
             .filter = filter_.resolve(context.environment),
             .diskPath = operands.size() > 1 ? operands[1] : std::string{},
             .metadata = metadata(),
             .reading = isReadingAll_ ? engine::Reading::All : engine::Reading::WhenChanged},
            printer, context.stop);
    }

    bool isMetadata_ = false;
    bool isLive_ = false;
    bool isReadingAll_ = false;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeDiffCommand() {
    return std::make_unique<DiffCommand>();
}

}  // namespace tl::cli
