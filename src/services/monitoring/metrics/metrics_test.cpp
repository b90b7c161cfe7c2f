#include "services/monitoring/metrics/metrics.h"

#include <algorithm>
#include <optional>

#include "infra/platform/file_system.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

using catalog::OperationState;

TEST(MetricText, IsThatOfPrometheus) {
    EXPECT_EQ(writeMetrics(
                  {{.name = "a_total",
                    .help = "What \"it\" is,\\ in\ntwo lines.",
                    .type = MetricType::Counter,
                    .samples = {{{{"x", "a\"b\\c\nd"}, {"y", ""}}, 12}, {{}, 0.25}, {{}, 4.0e15}}},
                   {.name = "nothing", .help = "No samples."}}),
              "# HELP a_total What \"it\" is,\\\\ in\\ntwo lines.\n"
              "# TYPE a_total counter\n"
              "a_total{x=\"a\\\"b\\\\c\\nd\",y=\"\"} 12\n"
              "a_total 0.25\n"
              "a_total 4000000000000000\n");
}

TEST(MetricText, IsUtf8WhateverANameIs) {
    const std::string text = writeMetrics({{.name = "a",
                                            .help = "",
                                            .samples = {{{{"x",
                                                           "gr\xF6\xDF"
                                                           "e"}},
                                                         1}}}});
    EXPECT_NE(text.find("gr\xEF\xBF\xBD"), std::string::npos);
}

class MetricsTest : public catalog::CatalogTest {
  protected:
    MetricsTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          metrics_{makeMetrics(*access_, clock_)} {}

    void add(const catalog::NewOperation& wanted, const catalog::OperationResult& result) {
        auto& operations = access_->open().operations();
        const auto claim = operations.start(wanted, "here:1");
        clock_.advance(std::chrono::seconds{10});
        ASSERT_TRUE(operations.finish(claim, result));
        clock_.advance(std::chrono::seconds{10});
    }
    [[nodiscard]] double now() const {
        return static_cast<double>(catalog::toMicroseconds(clock_.now())) / catalog::kSecond;
    }
    /// The value of the sample that has these labels, among others; nothing without one.
    std::optional<double> valueOf(const std::string& name,
                                  const std::vector<std::pair<std::string, std::string>>& labels) {
        for (const MetricFamily& family : metrics_->collect()) {
            if (family.name != "timelocker_" + name) continue;
            for (const MetricSample& sample : family.samples)
                if (std::ranges::all_of(labels, [&](const auto& label) {
                        return std::ranges::count(sample.labels, label) == 1;
                    }))
                    return sample.value;
        }
        return std::nullopt;
    }

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<Metrics> metrics_;
};

TEST_F(MetricsTest, TellHowLongAgoThingsWentWell) {
    const catalog::NewOperation backup{.kind = "backup", .target = "home", .repository = "photos"};
    add(backup, {.figures = {{"bytes_stored", 500}, {"files_processed", 7}}});
    const double succeeded = now() - 10;
    add(backup, {.state = OperationState::Failed, .message = "no room"});
    EXPECT_EQ(valueOf("last_success_timestamp_seconds", {{"target", "home"}}), succeeded);
    EXPECT_EQ(valueOf("last_end_timestamp_seconds", {{"target", "home"}}), now() - 10);
    EXPECT_EQ(valueOf("last_failed", {{"repository", "photos"}}), 1);
    EXPECT_EQ(valueOf("last_duration_seconds", {{"kind", "backup"}}), 10);
    EXPECT_EQ(valueOf("last_added_bytes", {{"kind", "backup"}}), 500);
    EXPECT_EQ(valueOf("last_processed_files", {{"kind", "backup"}}), 7);
    EXPECT_EQ(valueOf("operations_total", {{"state", "failed"}}), 1);
    EXPECT_EQ(valueOf("operations_total", {{"state", "succeeded"}}), 1);
    EXPECT_EQ(valueOf("operations_total", {{"state", "interrupted"}}), 0);
    add(backup, {.state = OperationState::Warned, .figures = {{"bytes_stored", 20}}});
    EXPECT_EQ(valueOf("last_failed", {{"repository", "photos"}}), 0) << "done, if only in part";
    EXPECT_EQ(valueOf("added_bytes_total", {{"target", "home"}}), 520);
}

TEST_F(MetricsTest, TellWhatRunsAndWhatNeverSucceeded) {
    (void)access_->open().operations().start({.kind = "prune", .repository = "photos"}, "here:1");
    EXPECT_EQ(valueOf("running", {{"kind", "prune"}}), 1);
    EXPECT_EQ(valueOf("last_success_timestamp_seconds", {{"kind", "prune"}}), std::nullopt);
    clock_.advance(std::chrono::minutes{5});
    EXPECT_EQ(valueOf("running", {{"kind", "prune"}}), 0);
    EXPECT_EQ(valueOf("operations_total", {{"state", "interrupted"}}), 1);
}

TEST_F(MetricsTest, TellSizesAndChecksOfRepositories) {
    auto& history = access_->open().repositoryHistory();
    history.record(catalog::StorageFigures{.repository = "photos",
                                           .figures = {{"bytes", 1000}, {"snapshots", 4}}});
    history.record(catalog::CheckRecord{.repository = "photos", .coverage = "data"});
    const double then = now();
    clock_.advance(std::chrono::seconds{5});
    history.record(catalog::StorageFigures{.repository = "photos", .figures = {{"bytes", 900}}});
    history.record(catalog::StorageFigures{.repository = "far", .figures = {{"bytes_added", 5}}});
    history.record(
        catalog::CheckRecord{.repository = "photos", .coverage = "structure", .errorCount = 2});
    EXPECT_EQ(valueOf("repository_size_bytes", {{"repository", "photos"}}), 900);
    EXPECT_EQ(valueOf("repository_size_bytes", {{"repository", "far"}}), std::nullopt);
    EXPECT_EQ(valueOf("repository_size_timestamp_seconds", {{"repository", "photos"}}), now());
    EXPECT_EQ(valueOf("repository_snapshots", {{"repository", "photos"}}), 4);
    EXPECT_EQ(valueOf("last_check_timestamp_seconds", {{"repository", "photos"}}), now());
    EXPECT_EQ(valueOf("last_full_check_timestamp_seconds", {{"repository", "photos"}}), then);
    EXPECT_EQ(valueOf("last_check_errors", {{"repository", "photos"}}), 2);
}

TEST_F(MetricsTest, WithoutAHistoryOnlyTheTimeIsTold) {
    const std::string text = writeMetrics(metrics_->collect());
    EXPECT_EQ(std::ranges::count(text, '\n'), 3) << text;
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
}

}  // namespace

}  // namespace tl::services
