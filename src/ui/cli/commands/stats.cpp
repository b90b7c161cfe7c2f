#include "ui/cli/commands/stats.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/json_line.h"
#include "ui/cli/live_display.h"
#include "ui/cli/progress.h"
#include "ui/cli/snapshot_filter_options.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

using services::StatisticsMode;
using services::StatisticsReport;

using ModeRow = std::pair<std::string_view, StatisticsMode>;
constexpr std::array<ModeRow, 4> kModes = {
    ModeRow{"restore-size", StatisticsMode::RestoreSize},
    ModeRow{"files-by-contents", StatisticsMode::FilesByContents},
    ModeRow{"blobs-per-file", StatisticsMode::BlobsPerFile},
    ModeRow{"raw-data", StatisticsMode::RawData}};

StatisticsMode parseMode(const std::string& name) {
    const auto* const found = std::ranges::find(kModes, name, &ModeRow::first);
    if (found == kModes.end())
        throw Error{ErrorKind::InvalidInput,
                    "unknown mode " + tl::quoted(name) +
                        ": use restore-size, files-by-contents, blobs-per-file or raw-data"};
    return found->second;
}

std::string_view nameOf(StatisticsMode mode) {
    return std::ranges::find(kModes, mode, &ModeRow::second)->first;
}

/// What compression has brought; zeros where there is none.
struct CompressionFigures {
    double ratio = 0;            ///< Of what is compressed: before by after.
    double progressPercent = 0;  ///< How much of all is compressed.
    double savingPercent = 0;    ///< Of all.
};

CompressionFigures compressionOf(const StatisticsReport& report) {
    const engine::StatisticsFigures& figures = report.figures;
    CompressionFigures compression;
    if (!report.canCompress) return compression;
    const auto before = static_cast<double>(figures.compressedBytesBefore);
    const auto whole = static_cast<double>(figures.uncompressedBytes);
    if (figures.compressedBytes > 0)
        compression.ratio = before / static_cast<double>(figures.compressedBytes);
    if (figures.uncompressedBytes > 0) {
        constexpr double kPercent = 100;
        compression.progressPercent = before / whole * kPercent;
        compression.savingPercent =
            (1 - static_cast<double>(figures.totalBytes) / whole) * kPercent;
    }
    return compression;
}

std::uint64_t uncompressedBytesOf(const StatisticsReport& report) {
    return report.canCompress ? report.figures.uncompressedBytes : 0;
}

std::string formatJson(const StatisticsReport& report) {
    const CompressionFigures compression = compressionOf(report);
    Json json{{"total_size", report.figures.totalBytes}};
    addUnlessZero(json, "total_uncompressed_size", uncompressedBytesOf(report));
    if (compression.ratio > 0) json["compression_ratio"] = compression.ratio;
    if (compression.progressPercent > 0) json["compression_progress"] = compression.progressPercent;
    if (compression.savingPercent != 0)
        json["compression_space_saving"] = compression.savingPercent;
    addUnlessZero(json, "total_file_count", report.figures.files);
    addUnlessZero(json, "total_blob_count", report.figures.blobs);
    json["snapshots_count"] = report.snapshotCount;
    return toLine(json);
}

std::string formatText(const StatisticsReport& report, StatisticsMode mode) {
    const engine::StatisticsFigures& figures = report.figures;
    const CompressionFigures compression = compressionOf(report);
    std::string text = fmt::format("Stats in {} mode:\n", nameOf(mode));
    const auto add = [&text](std::string_view label, const std::string& value) {
        text += fmt::format("{:>24}:  {}\n", label, value);
    };
    add("Snapshots processed", std::to_string(report.snapshotCount));
    if (figures.blobs > 0) add("Total Blob Count", std::to_string(figures.blobs));
    if (figures.files > 0) add("Total File Count", std::to_string(figures.files));
    if (uncompressedBytesOf(report) > 0)
        add("Total Uncompressed Size", formatBytes(uncompressedBytesOf(report)));
    add("Total Size", formatBytes(figures.totalBytes));
    if (compression.progressPercent > 0)
        add("Compression Progress", fmt::format("{:.2f}%", compression.progressPercent));
    if (compression.ratio > 0) add("Compression Ratio", fmt::format("{:.2f}x", compression.ratio));
    if (compression.savingPercent > 0)
        add("Compression Space Saving", fmt::format("{:.2f}%", compression.savingPercent));
    return text;
}

/// How far the count is, on a terminal.
class StatsProgress {
  public:
    explicit StatsProgress(const Context& context)
        : display_{context.console},
          clock_{context.clock},
          start_{context.clock.monotonic()},
          interval_{progressInterval(
              {.isQuiet = context.global.verbosity() == Verbosity::Quiet || context.global.isJson,
               .isJson = false,
               .isTerminal = context.console.isTerminal()},
              context.environment)} {}

    void show(std::size_t done, std::size_t total) {
        const auto now = clock_.monotonic();
        if (interval_.count() == 0 || now - lastShown_ < interval_) return;
        lastShown_ = now;
        display_.update({formatProgress({.elapsed = now - start_,
                                         .remaining = {},
                                         .itemsDone = done,
                                         .itemsTotal = total,
                                         .items = "snapshots"})});
    }

  private:
    LiveDisplay display_;
    const Clock& clock_;
    const std::chrono::nanoseconds start_;
    const std::chrono::milliseconds interval_;
    std::chrono::nanoseconds lastShown_{0};
};

class StatsCommand final : public Command {
  public:
    void declare(OptionSet& options) override {
        options.custom({"mode",
                        '\0',
                        "mode",
                        "count restore-size (default), files-by-contents, blobs-per-file or "
                        "raw-data",
                        "",
                        {"restore-size", "files-by-contents", "blobs-per-file", "raw-data"}},
                       [this](const std::string& value) { mode_ = parseMode(value); });
        filter_.declare(options);
    }

    CommandResult run(const std::vector<std::string>& operands, const Context& context) override {
        context.tell("scanning...");
        const StatisticsReport report = count(operands, context);
        context.console.print(context.global.isJson ? formatJson(report)
                                                    : formatText(report, mode_));
        return {};
    }

  private:
    [[nodiscard]] StatisticsReport count(const std::vector<std::string>& ids,
                                         const Context& context) const {
        StatsProgress progress{context};
        return context.core.statistics.count(
            {.repository = context.access(),
             .snapshots = {.filter = filter_.resolve(context.environment), .ids = ids},
             .mode = mode_},
            [&progress](std::size_t done, std::size_t total) { progress.show(done, total); },
            context.stop);
    }

    StatisticsMode mode_ = StatisticsMode::RestoreSize;
    SnapshotFilterOptions filter_;
};

}  // namespace

std::unique_ptr<Command> makeStatsCommand() {
    return std::make_unique<StatsCommand>();
}

}  // namespace tl::cli
