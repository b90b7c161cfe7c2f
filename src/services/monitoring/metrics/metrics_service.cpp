#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "services/monitoring/metrics/metrics.h"

namespace tl::services {

namespace {

using catalog::Operation;
using catalog::OperationState;

/// More are not gone through: a history is never so long.
constexpr std::size_t kOperationsMax = 1'000'000;

/// Those that an operation can end in.
constexpr std::array kEnds = {OperationState::Succeeded, OperationState::Warned,
                              OperationState::Failed, OperationState::Cancelled,
                              OperationState::Interrupted};

double seconds(catalog::Microseconds time) {
    return static_cast<double>(time) / static_cast<double>(catalog::kSecond);
}

/// What is always done to the same: its kind, its target and its repository.
struct Line {
    std::string kind{};
    std::string target{};
    std::string repository{};
    auto operator<=>(const Line&) const = default;
};

/// What the history has of a line.
struct LineRecord {
    std::optional<Operation> last{};       ///< The newest that is over.
    std::optional<Operation> succeeded{};  ///< The newest that did, if only in part.
    std::map<OperationState, std::int64_t> counts{};
    std::int64_t bytesAdded = 0;
    std::int64_t running = 0;
};

std::int64_t figureOf(const catalog::Figures& figures, const char* name) {
    const auto found = figures.find(name);
    return found == figures.end() ? 0 : found->second;
}

/// `operations` newest first.
std::map<Line, LineRecord> linesOf(const std::vector<Operation>& operations) {
    std::map<Line, LineRecord> lines;
    for (const Operation& one : operations) {
        LineRecord& line = lines[{one.kind, one.target, one.repository}];
        if (one.state == OperationState::Running) ++line.running;
        if (!catalog::isOver(one.state)) continue;
        ++line.counts[one.state];
        line.bytesAdded += figureOf(one.figures, "bytes_stored");
        if (!line.last) line.last = one;
        const bool isGood =
            one.state == OperationState::Succeeded || one.state == OperationState::Warned;
        if (isGood && !line.succeeded) line.succeeded = one;
    }
    return lines;
}

using Labels = std::vector<std::pair<std::string, std::string>>;

Labels labelsOf(const Line& line) {
    return {{"kind", line.kind}, {"target", line.target}, {"repository", line.repository}};
}

std::vector<MetricFamily> operationFamilies(const std::map<Line, LineRecord>& lines) {
    MetricFamily succeeded{
        .name = "timelocker_last_success_timestamp_seconds",
        .help = "When an operation of this kind last succeeded, if only in part."};
    MetricFamily ended{.name = "timelocker_last_end_timestamp_seconds",
                       .help = "When an operation of this kind last ended, however."};
    MetricFamily failed{.name = "timelocker_last_failed",
                        .help =
                            "1 if the last operation of this kind failed, was cancelled or "
                            "interrupted, else 0."};
    MetricFamily duration{.name = "timelocker_last_duration_seconds",
                          .help = "How long the last operation of this kind took."};
    MetricFamily added{.name = "timelocker_last_added_bytes",
                       .help = "What the last backup that succeeded stored in the repository."};
    MetricFamily files{.name = "timelocker_last_processed_files",
                       .help = "How many files the last backup that succeeded looked at."};
    MetricFamily running{.name = "timelocker_running",
                         .help = "How many operations of this kind are running."};
    MetricFamily total{.name = "timelocker_operations_total",
                       .help = "How many operations of this kind ended so.",
                       .type = MetricType::Counter};
    MetricFamily addedTotal{.name = "timelocker_added_bytes_total",
                            .help = "What all backups stored in the repository.",
                            .type = MetricType::Counter};
    for (const auto& [line, record] : lines) {
        const Labels labels = labelsOf(line);
        const bool isBackup = line.kind == "backup";
        running.samples.push_back({labels, static_cast<double>(record.running)});
        for (const OperationState state : kEnds) {
            Labels withState = labels;
            withState.emplace_back("state", nameOf(state));
            const auto found = record.counts.find(state);
            total.samples.push_back(
                {withState, static_cast<double>(found == record.counts.end() ? 0 : found->second)});
        }
        if (isBackup)
            addedTotal.samples.push_back({labels, static_cast<double>(record.bytesAdded)});
        if (const auto& one = record.last) {
            const bool isGood =
                one->state == OperationState::Succeeded || one->state == OperationState::Warned;
            ended.samples.push_back({labels, seconds(one->endedAt)});
            failed.samples.push_back({labels, isGood ? 0.0 : 1.0});
            if (one->startedAt != 0)
                duration.samples.push_back({labels, seconds(one->endedAt - one->startedAt)});
        }
        if (const auto& one = record.succeeded) {
            succeeded.samples.push_back({labels, seconds(one->endedAt)});
            if (!isBackup) continue;
            added.samples.push_back(
                {labels, static_cast<double>(figureOf(one->figures, "bytes_stored"))});
            files.samples.push_back(
                {labels, static_cast<double>(figureOf(one->figures, "files_processed"))});
        }
    }
    return {succeeded, ended, failed, duration, added, files, running, total, addedTotal};
}

std::vector<MetricFamily> storageFamilies(const std::vector<catalog::StorageFigures>& figures) {
    MetricFamily size{.name = "timelocker_repository_size_bytes",
                      .help =
                          "How large the repository was when its whole size was last known: "
                          "after a prune, or as measured."};
    MetricFamily sizeAt{.name = "timelocker_repository_size_timestamp_seconds",
                        .help = "When the repository had that size."};
    MetricFamily snapshots{.name = "timelocker_repository_snapshots",
                           .help =
                               "How many snapshots the repository had when it was last "
                               "measured."};
    std::map<std::string, std::pair<std::int64_t, catalog::Microseconds>> sizes;
    std::map<std::string, std::int64_t> counts;
    for (const catalog::StorageFigures& one : figures) {  // The newest stay.
        const auto bytes = one.figures.find("bytes");
        if (bytes != one.figures.end()) sizes[one.repository] = {bytes->second, one.at};
        const auto count = one.figures.find("snapshots");
        if (count != one.figures.end()) counts[one.repository] = count->second;
    }
    for (const auto& [repository, known] : sizes) {
        const Labels labels{{"repository", repository}};
        size.samples.push_back({labels, static_cast<double>(known.first)});
        sizeAt.samples.push_back({labels, seconds(known.second)});
    }
    for (const auto& [repository, count] : counts)
        snapshots.samples.push_back({{{"repository", repository}}, static_cast<double>(count)});
    return {size, sizeAt, snapshots};
}

std::vector<MetricFamily> checkFamilies(const std::vector<catalog::CheckRecord>& checks) {
    MetricFamily last{.name = "timelocker_last_check_timestamp_seconds",
                      .help = "When the repository was last checked."};
    MetricFamily read{.name = "timelocker_last_full_check_timestamp_seconds",
                      .help = "When a check last read all data of the repository."};
    MetricFamily errors{.name = "timelocker_last_check_errors",
                        .help = "How many errors the last check of the repository found."};
    struct Newest {
        catalog::Microseconds at = 0;
        catalog::Microseconds readAt = 0;
        std::int64_t errors = 0;
    };
    std::map<std::string, Newest> repositories;
    for (const catalog::CheckRecord& check : checks) {
        Newest& newest = repositories[check.repository];
        newest.at = check.at;
        newest.errors = check.errorCount;
        if (check.coverage == "data") newest.readAt = check.at;
    }
    for (const auto& [repository, newest] : repositories) {
        const Labels labels{{"repository", repository}};
        last.samples.push_back({labels, seconds(newest.at)});
        errors.samples.push_back({labels, static_cast<double>(newest.errors)});
        if (newest.readAt != 0) read.samples.push_back({labels, seconds(newest.readAt)});
    }
    return {last, read, errors};
}

class MetricsService final : public Metrics {
  public:
    MetricsService(CatalogAccess& catalog, const Clock& clock) : catalog_{catalog}, clock_{clock} {}

    [[nodiscard]] std::vector<MetricFamily> collect() override {
        std::vector<Operation> operations;
        std::vector<catalog::StorageFigures> figures;
        std::vector<catalog::CheckRecord> checks;
        if (catalog::Catalog* const catalog = catalog_.tryOpen()) {
            releaseAbandoned(catalog_);
            operations = catalog->operations().list({.countMax = kOperationsMax});
            figures = catalog->repositoryHistory().figures({});
            checks = catalog->repositoryHistory().checks({});
        }
        std::vector<MetricFamily> families{
            {.name = "timelocker_collected_timestamp_seconds",
             .help = "When these figures were written.",
             .samples = {{{}, seconds(catalog::toMicroseconds(clock_.now()))}}}};
        for (const auto& more : {operationFamilies(linesOf(operations)), storageFamilies(figures),
                                 checkFamilies(checks)})
            families.insert(families.end(), more.begin(), more.end());
        return families;
    }

  private:
    CatalogAccess& catalog_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<Metrics> makeMetrics(CatalogAccess& catalog, const Clock& clock) {
    return std::make_unique<MetricsService>(catalog, clock);
}

}  // namespace tl::services
