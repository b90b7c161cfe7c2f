#include <algorithm>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/monitoring/reports/reports.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using catalog::OperationState;

constexpr catalog::Microseconds kMinute = 60 * catalog::kSecond;

/// An audit log of a few entries.
class FewEntries final : public Audits {
  public:
    void list(const AuditQuery& wanted,
              const std::function<void(const AuditEntry& entry)>& visit,
              const std::stop_token& /*stop*/) override {
        query = wanted;
        std::ranges::for_each(entries, visit);
    }
    [[nodiscard]] AuditVerifyReport verify(const AuditVerifyRequest& /*request*/,
                                           const std::stop_token& /*stop*/) override {
        return report;
    }
    AuditCheckpoint checkpoint(const RepositoryAccess& /*repository*/,
                               const std::stop_token& /*stop*/) override {
        return {};
    }
    [[nodiscard]] std::string folder() const override { return {}; }

    std::vector<AuditEntry> entries;
    AuditVerifyReport report;
    AuditQuery query;
};

class ReportsTest : public catalog::CatalogTest {
  protected:
    ReportsTest()
        : access_{makeCatalogAccess(clock_, random_, place())},
          reports_{makeReports(*access_, audits_, clock_, TimeZone::utc())} {}

    [[nodiscard]] static std::string place() { return ":memory:"; }
    [[nodiscard]] catalog::Microseconds now() const { return toMicroseconds(clock_.now()); }

    /// An operation that took so long.
    void add(const catalog::NewOperation& wanted,
             std::chrono::seconds took,
             const catalog::OperationResult& result) {
        auto& operations = access_->open().operations();
        const auto claim = operations.start(wanted, "here:1");
        clock_.advance(took);
        ASSERT_TRUE(operations.finish(claim, result));
    }
    void addUsual() {
        add({.kind = "backup", .target = "home", .repository = "photos"}, std::chrono::seconds{10},
            {.figures = {{"bytes_added", 5000}, {"bytes_stored", 2000}}});
        add({.kind = "backup", .target = "home", .repository = "photos"}, std::chrono::seconds{30},
            {.state = OperationState::Failed, .message = "no room"});
        add({.kind = "copy", .repository = "far"}, std::chrono::seconds{5},
            {.figures = {{"bytes_copied", 700}}});
    }
    void note(const std::string& repository,
              const std::string& source,
              const catalog::Figures& figures) {
        access_->open().repositoryHistory().record(
            {.repository = repository, .source = source, .figures = figures});
        clock_.advance(std::chrono::minutes{1});
    }

    static ReportCell factOf(const ReportSection& section, const std::string& name) {
        const auto found = std::ranges::find(section.facts, name, &ReportFact::name);
        return found == section.facts.end() ? ReportCell{"no such fact"} : found->value;
    }
    static const ReportTable& tableOf(const ReportSection& section, const std::string& name) {
        return *std::ranges::find(section.tables, name, &ReportTable::name);
    }
    static ReportCell cellOf(const ReportTable& table, std::size_t row, const std::string& column) {
        const auto found = std::ranges::find(table.columns, column, &ReportColumn::name);
        return table.rows.at(row).at(static_cast<std::size_t>(found - table.columns.begin()));
    }
    static std::int64_t sumOf(const ChartSeries& series) {
        std::int64_t sum = 0;
        for (const ChartPoint& point : series.points)
            sum += point.value;
        return sum;
    }

    FewEntries audits_;
    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<Reports> reports_;
};

using std::chrono::milliseconds;

TEST_F(ReportsTest, OperationsAreCountedByKindAndResult) {
    addUsual();
    const ReportSection section = reports_->operations({});
    EXPECT_EQ(factOf(section, "count"), ReportCell{std::int64_t{3}});
    EXPECT_EQ(factOf(section, "failed"), ReportCell{std::int64_t{1}});
    EXPECT_EQ(factOf(section, "bytes_added"), ReportCell{ReportBytes{5000}});
    EXPECT_EQ(factOf(section, "bytes_stored"), ReportCell{ReportBytes{2700}});
    const ReportTable& kinds = tableOf(section, "operations_by_kind");
    ASSERT_EQ(kinds.rows.size(), 2U);
    EXPECT_EQ(cellOf(kinds, 0, "kind"), ReportCell{"backup"});
    EXPECT_EQ(cellOf(kinds, 0, "count"), ReportCell{std::int64_t{2}});
    EXPECT_EQ(cellOf(kinds, 0, "succeeded"), ReportCell{std::int64_t{1}});
    EXPECT_EQ(cellOf(kinds, 0, "mean_milliseconds"), ReportCell{milliseconds{20000}});
    EXPECT_EQ(cellOf(kinds, 0, "longest_milliseconds"), ReportCell{milliseconds{30000}});
    EXPECT_EQ(cellOf(kinds, 1, "bytes_stored"), ReportCell{ReportBytes{700}});
    const ReportTable& failures = tableOf(section, "failures");
    ASSERT_EQ(failures.rows.size(), 1U);
    EXPECT_EQ(cellOf(failures, 0, "message"), ReportCell{"no room"});
    EXPECT_EQ(tableOf(section, "operations").rows.size(), 3U);
    ASSERT_EQ(section.charts.size(), 2U);
    EXPECT_EQ(sumOf(section.charts[0].series[0]), 2) << "succeeded";
    EXPECT_EQ(sumOf(section.charts[0].series[2]), 1) << "failed";
    EXPECT_EQ(sumOf(section.charts[1].series[0]), 2700);
}

TEST_F(ReportsTest, OnlyWhatIsInTheRangeCounts) {
    addUsual();
    EXPECT_EQ(factOf(reports_->operations({.repository = "far"}), "count"),
              ReportCell{std::int64_t{1}});
    clock_.advance(std::chrono::hours{48});
    const catalog::Microseconds later = now();
    add({.kind = "check", .repository = "photos"}, std::chrono::seconds{1}, {});
    EXPECT_EQ(factOf(reports_->operations({.from = later}), "count"), ReportCell{std::int64_t{1}});
    EXPECT_EQ(factOf(reports_->operations({.before = later}), "count"),
              ReportCell{std::int64_t{3}});
    EXPECT_EQ(kindThrown([&] { (void)reports_->operations({.from = later, .before = later - 1}); }),
              ErrorKind::InvalidInput);
}

TEST_F(ReportsTest, ARepositoryThatNobodyKnowsIsNoEmptyReport) {
    addUsual();
    EXPECT_EQ(kindThrown([&] { (void)reports_->storage({.repository = "phots"}); }),
              ErrorKind::NotFound);
    access_->open().repositories().add({.name = "new", .location = "/new"});
    EXPECT_EQ(factOf(reports_->operations({.repository = "new"}), "count"),
              ReportCell{std::int64_t{0}});
}

TEST_F(ReportsTest, WithoutAHistoryAllIsEmptyAndNothingIsMade) {
    const auto absent = makeCatalogAccess(clock_, random_, folder_ / "none.db");
    const auto reports = makeReports(*absent, audits_, clock_, TimeZone::utc());
    for (const ReportSection& section :
         {reports->operations({}), reports->storage({}), reports->checks({})}) {
        EXPECT_TRUE(section.charts.empty());
        for (const ReportTable& table : section.tables)
            EXPECT_TRUE(table.rows.empty()) << table.name;
    }
    EXPECT_FALSE(exists(folder_ / "none.db"));
}

TEST_F(ReportsTest, TheSizeIsWhatWasMeasuredAndWhatWasAddedSince) {
    note("photos", "backup", {{"bytes_added", 100}});  // Before anybody knew the whole size.
    note("photos", "prune", {{"bytes", 1000}, {"bytes_removed", 40}});
    note("photos", "backup", {{"bytes_added", 50}});
    note("far", "backup", {{"bytes_added", 7}});
    const ReportSection section = reports_->storage({});
    EXPECT_EQ(factOf(section, "repositories"), ReportCell{std::int64_t{2}});
    EXPECT_EQ(factOf(section, "repositories_measured"), ReportCell{std::int64_t{1}});
    EXPECT_EQ(factOf(section, "bytes"), ReportCell{ReportBytes{1050}});
    EXPECT_EQ(factOf(section, "bytes_added"), ReportCell{ReportBytes{157}});
    EXPECT_EQ(factOf(section, "bytes_removed"), ReportCell{ReportBytes{40}});
    const ReportTable& repositories = tableOf(section, "storage_by_repository");
    EXPECT_EQ(cellOf(repositories, 0, "bytes"), ReportCell{std::string{}}) << "nobody knows";
    EXPECT_EQ(cellOf(repositories, 1, "bytes"), ReportCell{ReportBytes{1050}});
    EXPECT_EQ(tableOf(section, "storage").rows.size(), 4U);
    ASSERT_EQ(section.charts.size(), 2U);
    ASSERT_EQ(section.charts[0].series.size(), 1U);
    EXPECT_EQ(section.charts[0].series[0].points.front().value, 1000);
    EXPECT_EQ(section.charts[0].series[0].points.back().value, 1050);
}

TEST_F(ReportsTest, TheSizeAtTheBeginningOfARangeIsKnownFromBefore) {
    note("photos", "prune", {{"bytes", 1000}});
    note("photos", "backup", {{"bytes_added", 50}});
    clock_.advance(std::chrono::hours{1});
    const catalog::Microseconds from = now();
    clock_.advance(std::chrono::hours{1});
    note("photos", "backup", {{"bytes_added", 25}});
    const ReportSection section = reports_->storage({.from = from});
    EXPECT_EQ(factOf(section, "bytes_added"), ReportCell{ReportBytes{25}});
    EXPECT_EQ(tableOf(section, "storage").rows.size(), 1U);
    const auto& points = section.charts.at(0).series.at(0).points;
    EXPECT_EQ(points.front(), (ChartPoint{.at = from, .value = 1050}));
    EXPECT_EQ(points.back().value, 1075);
}

TEST_F(ReportsTest, ChecksTellWhatWasReadAndWhatWasFound) {
    auto& catalog = access_->open();
    catalog.repositoryHistory().record(
        catalog::CheckRecord{.repository = "photos", .coverage = "data"});
    const catalog::Microseconds readAt = now();
    clock_.advance(std::chrono::minutes{1});
    const auto claim = catalog.operations().start({.kind = "check", .repository = "photos"}, "x:1");
    catalog.operationLog().append(claim.id, "info", "a note");
    catalog.operationLog().append(claim.id, "error", "pack abc: is missing");
    catalog.repositoryHistory().record(catalog::CheckRecord{.operation = claim.id,
                                                            .repository = "photos",
                                                            .coverage = "structure",
                                                            .errorCount = 1,
                                                            .brokenPacks = {"abc", "def"}});
    const ReportSection section = reports_->checks({});
    EXPECT_EQ(factOf(section, "count"), ReportCell{std::int64_t{2}});
    EXPECT_EQ(factOf(section, "damaged"), ReportCell{std::int64_t{1}});
    const ReportTable& repositories = tableOf(section, "checks_by_repository");
    ASSERT_EQ(repositories.rows.size(), 1U);
    EXPECT_EQ(cellOf(repositories, 0, "coverage"), ReportCell{"structure"});
    EXPECT_EQ(cellOf(repositories, 0, "data_read"), ReportCell{ReportMoment{readAt}});
    const ReportTable& findings = tableOf(section, "findings");
    ASSERT_EQ(findings.rows.size(), 1U) << "what is no error is no finding";
    EXPECT_EQ(cellOf(findings, 0, "message"), ReportCell{"pack abc: is missing"});
    EXPECT_EQ(cellOf(tableOf(section, "checks"), 0, "broken_packs"), ReportCell{"abc def"});
    EXPECT_EQ(factOf(reports_->checks({.before = readAt + kMinute / 2}), "count"),
              ReportCell{std::int64_t{1}});
}

TEST_F(ReportsTest, TheAuditLogIsCountedAndJudged) {
    audits_.entries = {
        {.sequence = 1, .time = {.seconds = 5}, .event = {.actor = "anna", .action = "backup"}},
        {.sequence = 2,
         .event = {.actor = "anna", .action = "backup", .result = AuditResult::Failure}},
        {.sequence = 3, .time = {.seconds = 9}, .event = {.action = "audit.checkpoint"}}};
    audits_.report.log.entries = 3;
    const ReportSection section = reports_->auditLog({.from = 1, .before = kMinute}, {});
    EXPECT_TRUE(audits_.query.since && audits_.query.before);
    EXPECT_EQ(factOf(section, "count"), ReportCell{std::int64_t{3}});
    EXPECT_EQ(factOf(section, "checkpoints"), ReportCell{std::int64_t{1}});
    EXPECT_EQ(factOf(section, "last_checkpoint"), ReportCell{ReportMoment{9 * catalog::kSecond}});
    EXPECT_EQ(factOf(section, "verification"), ReportCell{"the log is as written"});
    EXPECT_EQ(cellOf(tableOf(section, "audit_by_action"), 1, "failure"),
              ReportCell{std::int64_t{1}});
    EXPECT_EQ(cellOf(tableOf(section, "audit"), 0, "sequence"), ReportCell{std::int64_t{3}});
    audits_.report.log.finding = {.message = "entry 2 was changed"};
    EXPECT_EQ(factOf(reports_->auditLog({}, {}), "verification"),
              ReportCell{"entry 2 was changed"});
}

}  // namespace

}  // namespace tl::services
