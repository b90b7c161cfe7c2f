#include <algorithm>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/monitoring/reports/report_sections.h"
#include "services/monitoring/reports/reports.h"

namespace tl::services {

namespace {

/// Far more than a person reads, and few enough for memory.
constexpr std::size_t kOperationsMax = 1'000'000;

class ReportsService final : public Reports {
  public:
    ReportsService(CatalogAccess& catalog, Audits& audits, const Clock& clock, const TimeZone& zone)
        : catalog_{catalog},
          audits_{audits},
          clock_{clock},
          zone_{zone} {}

    [[nodiscard]] ReportSection operations(const ReportRange& range) override {
        catalog::Catalog* const catalog = open(range);
        std::vector<catalog::Operation> found;
        if (catalog != nullptr) {
            releaseAbandoned(catalog_);
            found = catalog->operations().list({.repository = range.repository,
                                                .from = range.from,
                                                .before = range.before,
                                                .countMax = kOperationsMax});
        }
        catalog::Microseconds first = now();
        for (const catalog::Operation& one : found)
            first = std::min(first, one.startedAt == 0 ? one.dueAt : one.startedAt);
        return operationsSection(found, timeOf(range, first));
    }

    [[nodiscard]] ReportSection storage(const ReportRange& range) override {
        catalog::Catalog* const catalog = open(range);
        std::vector<catalog::StorageFigures> found;
        if (catalog != nullptr)
            found = catalog->repositoryHistory().figures(
                {.repository = range.repository, .before = range.before});
        return storageSection(found, timeOf(range, found.empty() ? now() : found.front().at));
    }

    [[nodiscard]] ReportSection checks(const ReportRange& range) override {
        catalog::Catalog* const catalog = open(range);
        std::vector<CheckStory> found;
        if (catalog == nullptr) return checksSection(found);
        for (catalog::CheckRecord& check : catalog->repositoryHistory().checks(
                 {.repository = range.repository, .from = range.from, .before = range.before})) {
            CheckStory story{.check = std::move(check)};
            if (story.check.errorCount > 0)
                story.findings = catalog->operationLog().lines(story.check.operation);
            std::erase_if(story.findings,
                          [](const catalog::LogLine& line) { return line.level != "error"; });
            found.push_back(std::move(story));
        }
        return checksSection(found);
    }

    [[nodiscard]] ReportSection auditLog(const ReportRange& range,
                                         const std::stop_token& stop) override {
        requireOrder(range);
        AuditQuery query;
        if (range.from != 0) query.since = catalog::toWallTime(range.from);
        if (range.before != 0) query.before = catalog::toWallTime(range.before);
        std::vector<AuditEntry> entries;
        audits_.list(
            query, [&entries](const AuditEntry& entry) { entries.push_back(entry); }, stop);
        return auditSection(entries, audits_.verify({}, stop));
    }

  private:
    [[nodiscard]] catalog::Microseconds now() const {
        return catalog::toMicroseconds(clock_.now());
    }

    [[nodiscard]] ReportTime timeOf(const ReportRange& range, catalog::Microseconds first) const {
        return {.from = range.from == 0 ? first : range.from,
                .before = range.before == 0 ? now() : range.before,
                .zone = zone_};
    }

    static void requireOrder(const ReportRange& range) {
        if (range.from != 0 && range.before != 0 && range.before <= range.from)
            throw Error{ErrorKind::InvalidInput, "the report would end before it begins"};
    }

    /// Null where there is no catalog.
    catalog::Catalog* open(const ReportRange& range) {
        requireOrder(range);
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (!range.repository.empty() && !isKnown(catalog, range.repository))
            throw Error{ErrorKind::NotFound,
                        "no repository is called " + tl::quoted(range.repository) +
                            ", and the history has none of this name; see `tl repo list`"};
        return catalog;
    }

    static bool isKnown(catalog::Catalog* catalog, const std::string& repository) {
        if (catalog == nullptr) return false;
        return catalog->repositories().find(repository) ||
               !catalog->operations().list({.repository = repository, .countMax = 1}).empty() ||
               !catalog->repositoryHistory().figuresOf(repository, 1).empty();
    }

    CatalogAccess& catalog_;
    Audits& audits_;
    const Clock& clock_;
    const TimeZone zone_;
};

}  // namespace

std::unique_ptr<Reports> makeReports(CatalogAccess& catalog,
                                     Audits& audits,
                                     const Clock& clock,
                                     const TimeZone& zone) {
    return std::make_unique<ReportsService>(catalog, audits, clock, zone);
}

}  // namespace tl::services
