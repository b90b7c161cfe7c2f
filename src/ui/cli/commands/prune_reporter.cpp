#include "ui/cli/commands/prune_reporter.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ui/cli/json_line.h"
#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::PruneFigures;
using services::PrunePhase;
using services::PruneReport;
using services::PruneStatus;

/// What a phase does and what it counts.
struct PhaseText {
    const char* action;
    const char* items;
};

PhaseText textOf(PrunePhase phase) {
    switch (phase) {
        case PrunePhase::LoadIndex:
            return {"load the index", "index files"};
        case PrunePhase::FindUsed:
            return {"find what the snapshots need", "snapshots"};
        case PrunePhase::ListPacks:
            return {"list the packs", "packs"};
        case PrunePhase::Repack:
            return {"copy what is needed to new packs", "packs"};
        case PrunePhase::RewriteIndex:
            return {"write the index anew", "index files"};
        case PrunePhase::RemoveIndexes:
            return {"remove old index files", "index files"};
        case PrunePhase::RemovePacks:
            return {"remove packs", "packs"};
    }
    return {"", ""};
}

/// "to delete:        12 blobs / 1.200 MiB", in columns.
std::string figureLine(std::string_view label, std::uint64_t blobs, std::uint64_t bytes) {
    return fmt::format("{:<14}{:>10} blobs / {}", label, blobs, formatBytes(bytes));
}

std::string packLine(std::string_view label, std::uint64_t packs) {
    return fmt::format("{:<20}{:>10}", label, packs);
}

class PruneTextReporter final : public PruneReporter {
  public:
    explicit PruneTextReporter(const Context& context)
        : display_{context.console},
          clock_{context.clock},
          verbosity_{context.global.verbosity()},
          interval_{progressInterval({.isQuiet = verbosity_ == Verbosity::Quiet,
                                      .isJson = false,
                                      .isTerminal = context.console.isTerminal()},
                                     context.environment)} {}

    void onStatus(const PruneStatus& status) override {
        const auto now = clock_.monotonic();
        if (status.phase != phase_) {
            phase_ = status.phase;
            phaseStart_ = now;
            display_.clear();
            tell(textOf(status.phase).action);
        }
        if (interval_.count() == 0 || now - lastShown_ < interval_) return;
        lastShown_ = now;
        const auto elapsed = now - phaseStart_;
        display_.update({formatProgress({.elapsed = elapsed,
                                         .remaining = estimateRemaining(elapsed, status),
                                         .itemsDone = status.done,
                                         .itemsTotal = status.total,
                                         .bytesDone = status.bytesDone,
                                         .bytesTotal = status.bytesTotal,
                                         .items = textOf(status.phase).items})});
    }

    void onPlan(const PruneFigures& figures) override {
        display_.clear();
        if (verbosity_ >= Verbosity::Verbose) tellWhatIsThere(figures);
        tellPlan(figures);
        if (verbosity_ >= Verbosity::Verbose) tellPacks(figures.packs);
    }

    void onWarning(const std::string& message) override {
        display_.printError("warning: " + message);
    }

    void finish(const PruneReport& report) override {
        display_.clear();
        tell(report.isDryRun ? "this was a dry run: nothing has been changed" : "done");
    }

  private:
    static std::optional<std::chrono::nanoseconds> estimateRemaining(
        std::chrono::nanoseconds elapsed, const PruneStatus& status) {
        const bool countsBytes = status.bytesTotal > 0;
        return cli::estimateRemaining(elapsed, countsBytes ? status.bytesDone : status.done,
                                      countsBytes ? status.bytesTotal : status.total);
    }

    void tellWhatIsThere(const PruneFigures& figures) {
        const auto& [blobs, bytes, packs, leftovers] = figures;
        tell("");
        tell(figureLine("used:", blobs.used, bytes.used));
        if (blobs.duplicate > 0) tell(figureLine("duplicates:", blobs.duplicate, bytes.duplicate));
        tell(figureLine("unused:", blobs.unused, bytes.unused));
        if (packs.unreferenced > 0)
            tell(fmt::format("{:<32}{}", "unreferenced:", formatBytes(bytes.unreferenced)));
        tell(figureLine("total:", blobs.total(), bytes.total()));
        tell("unused size: " + formatPercent(bytes.duplicate + bytes.unused, bytes.total()) +
             " of total size");
    }

    void tellPlan(const PruneFigures& figures) {
        const auto& [blobs, bytes, packs, leftovers] = figures;
        tell("");
        tell(figureLine("to repack:", blobs.repack, bytes.repack));
        tell(figureLine("this removes:", blobs.repackRemoved, bytes.repackRemoved));
        tell(figureLine("to delete:", blobs.removed, bytes.removed + bytes.unreferenced));
        tell(figureLine("total prune:", blobs.removedTotal(), bytes.removedTotal()));
        if (bytes.uncompressed > 0)
            tell(fmt::format("{:<32}{}", "not yet compressed:", formatBytes(bytes.uncompressed)));
        tell(figureLine("remaining:", blobs.remaining(), bytes.remaining()));
        tell(fmt::format("unused size after prune: {} ({} of remaining size)",
                         formatBytes(bytes.remainingUnused()),
                         formatPercent(bytes.remainingUnused(), bytes.remaining())));
        if (leftovers.files > 0)
            tell(fmt::format("left by killed programs, to delete: {} {} / {}", leftovers.files,
                             leftovers.files == 1 ? "file" : "files",
                             formatBytes(leftovers.sizeBytes)));
        tell("");
    }

    void tellPacks(const services::PrunePacks& packs) {
        tell(packLine("totally used packs:", packs.used));
        tell(packLine("partly used packs:", packs.partlyUsed));
        tell(packLine("unused packs:", packs.unused));
        tell("");
        tell(packLine("packs to keep:", packs.kept));
        tell(packLine("packs to repack:", packs.repack));
        tell(packLine("packs to delete:", packs.removed));
        if (packs.unreferenced > 0) tell(packLine("unreferenced packs:", packs.unreferenced));
        tell("");
    }

    void tell(std::string_view line) {
        if (verbosity_ != Verbosity::Quiet) display_.print(line);
    }

    LiveDisplay display_;
    const Clock& clock_;
    Verbosity verbosity_;
    std::chrono::milliseconds interval_;
    std::optional<PrunePhase> phase_;
    std::chrono::nanoseconds phaseStart_{0};
    std::chrono::nanoseconds lastShown_{0};
};

class PruneJsonReporter final : public PruneReporter {
  public:
    explicit PruneJsonReporter(const Context& context) : console_{context.console} {}

    void onStatus(const PruneStatus& /*status*/) override {}
    void onPlan(const PruneFigures& /*figures*/) override {}

    void onWarning(const std::string& message) override {
        console_.printError(toLine(Json{{"message_type", "error"}, {"message", message}}));
    }

    void finish(const PruneReport& report) override {
        const auto& [blobs, bytes, packs, leftovers] = report.figures;
        console_.print(toLine(
            Json{{"message_type", "summary"},
                 {"blobs",
                  {{"used", blobs.used},
                   {"duplicate", blobs.duplicate},
                   {"unused", blobs.unused},
                   {"total", blobs.total()},
                   {"repack", blobs.repack},
                   {"repack_remove", blobs.repackRemoved},
                   {"remove", blobs.removed},
                   {"remove_total", blobs.removedTotal()},
                   {"remaining", blobs.remaining()}}},
                 {"bytes",
                  {{"used", bytes.used},
                   {"duplicate", bytes.duplicate},
                   {"unused", bytes.unused},
                   {"unreferenced", bytes.unreferenced},
                   {"uncompressed", bytes.uncompressed},
                   {"total", bytes.total()},
                   {"repack", bytes.repack},
                   {"repack_remove", bytes.repackRemoved},
                   {"remove", bytes.removed},
                   {"remove_total", bytes.removedTotal()},
                   {"remaining", bytes.remaining()},
                   {"remaining_unused", bytes.remainingUnused()}}},
                 {"packfiles",
                  {{"used", packs.used},
                   {"unused", packs.unused},
                   {"partly_used", packs.partlyUsed},
                   {"unreferenced", packs.unreferenced},
                   {"total", packs.total()},
                   {"keep", packs.kept},
                   {"repack", packs.repack},
                   {"remove", packs.removed},
                   {"remove_total", packs.removedTotal()}}},
                 {"leftovers", {{"files", leftovers.files}, {"bytes", leftovers.sizeBytes}}}}));
    }

  private:
    Console& console_;
};

}  // namespace

std::unique_ptr<PruneReporter> makePruneReporter(const Context& context) {
    if (context.global.isJson) return std::make_unique<PruneJsonReporter>(context);
    return std::make_unique<PruneTextReporter>(context);
}

}  // namespace tl::cli
