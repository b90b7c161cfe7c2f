#include "services/monitoring/reports/report_writer.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "infra/errors/valid_utf8.h"
#include "services/monitoring/reports/csv_text.h"

namespace tl::services {

namespace {

constexpr const char* kHostile = "=cmd|' /C calc'!A0<script>alert(\"x\")</script>&amp;";

Report reportWith(std::vector<std::vector<ReportCell>> rows) {
    return {.madeAt = catalog::kSecond,
            .sections = {{.name = "operations",
                          .title = "Operations",
                          .facts = {{"count", "Count", std::int64_t{7}}},
                          .tables = {{.name = "all",
                                      .title = "All",
                                      .columns = {{"time", "Time"},
                                                  {"name", "Name"},
                                                  {"bytes", "Size"},
                                                  {"milliseconds", "Took"},
                                                  {"id", "ID"}},
                                      .rows = std::move(rows)}}}}};
}

std::vector<ReportCell> rowOf(const std::string& name) {
    return {ReportMoment{1'500'000}, name, ReportBytes{2048}, std::chrono::milliseconds{61'000},
            ReportId{"0123456789abcdef"}};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(CsvField, IsQuotedAndNoFormula) {
    EXPECT_EQ(csvField("a \"word\", and\nanother"), "\"a \"\"word\"\", and\nanother\"");
    EXPECT_EQ(csvField("a=b"), "\"a=b\"");
    for (const char* text : {"=1", "+1", "-1", "@a", "\ta"})
        EXPECT_EQ(csvField(text), std::string{"\"'"} + text + "\"");
}

TEST(CsvReport, HasTheSameFieldsInEachLine) {
    EXPECT_EQ(writeCsvReport(reportWith({rowOf("=x")})),
              "table,fact,value,time,name,bytes,milliseconds,id\r\n"
              "operations_facts,count,7,,,,,\r\n"
              "all,,,1970-01-01T00:00:01.500000Z,\"'=x\",2048,61000,\"0123456789abcdef\"\r\n");
}

TEST(HtmlReport, ShowsValuesAsPeopleReadThem) {
    const std::string html = writeHtmlReport(reportWith({rowOf("photos")}), TimeZone::utc());
    for (const char* part : {"1970-01-01 00:00:01", "photos", "2.0 KiB", "1:01", ">01234567<"})
        EXPECT_TRUE(contains(html, part)) << part;
}

TEST(HtmlReport, TakesNoNameForMarkup) {
    Report report = reportWith({rowOf(kHostile)});
    report.range.repository = kHostile;
    report.sections[0].charts = {{.title = kHostile,
                                  .kind = ChartKind::Bars,
                                  .until = 10,
                                  .series = {{.name = kHostile, .points = {{0, 1}}},
                                             {.name = kHostile, .points = {{0, 1}}}}}};
    const std::string html = writeHtmlReport(report, TimeZone::utc());
    EXPECT_FALSE(contains(html, "<script"));
    EXPECT_FALSE(contains(html, "'!A0")) << "a quote would end an attribute";
    EXPECT_TRUE(contains(html, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;amp;"));
}

TEST(HtmlReport, NeedsNothingElseAndRunsNothing) {
    const std::string html = writeHtmlReport(reportWith({rowOf("a")}), TimeZone::utc());
    for (const char* part : {"http://", "https://", "src=", "href=", "url("})
        EXPECT_FALSE(contains(html, part)) << part;
    EXPECT_TRUE(contains(html, "default-src 'none'"));
    EXPECT_TRUE(contains(html, "prefers-color-scheme: dark"));
}

TEST(JsonReport, HasWholeValues) {
    const auto json = nlohmann::json::parse(writeJsonReport(reportWith({rowOf("photos")})));
    EXPECT_EQ(json["operations"]["facts"]["count"], 7);
    EXPECT_EQ(json["operations"]["all"][0]["bytes"], 2048);
    EXPECT_EQ(json["operations"]["all"][0]["id"], "0123456789abcdef");
    EXPECT_EQ(json["operations"]["all"][0]["time"], "1970-01-01T00:00:01.500000Z");
}

TEST(PdfReport, BreaksTablesOverSheets) {
    std::vector<std::vector<ReportCell>> rows(300, rowOf("photos"));
    const std::string pdf = writePdfReport(reportWith(rows), TimeZone::utc());
    EXPECT_TRUE(pdf.starts_with("%PDF-"));
    std::size_t sheets = 0;
    for (std::size_t at = pdf.find("/Type /Page\n"); at != std::string::npos;
         at = pdf.find("/Type /Page\n", at + 1))
        ++sheets;
    EXPECT_GT(sheets, 5U);
    EXPECT_LT(sheets, 20U);
}

TEST(Reports, OfAnyBytesAreWritten) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    const Report report = reportWith(
        {rowOf(all), rowOf(kHostile), rowOf(std::string(100'000, 'x')), rowOf("größe 大きさ 😀")});
    for (const ReportFormat format :
         {ReportFormat::Csv, ReportFormat::Html, ReportFormat::Json, ReportFormat::Pdf}) {
        const std::string bytes = writeReport(report, format, TimeZone::utc());
        EXPECT_FALSE(bytes.empty());
        if (format == ReportFormat::Pdf) continue;
        EXPECT_EQ(withValidUtf8(bytes), bytes);
        EXPECT_FALSE(contains(bytes, std::string(1, '\x1b')));
    }
}

TEST(Reports, OfNothingAreWritten) {
    for (const ReportFormat format :
         {ReportFormat::Csv, ReportFormat::Html, ReportFormat::Json, ReportFormat::Pdf})
        EXPECT_FALSE(writeReport(reportWith({}), format, TimeZone::utc()).empty());
}

TEST(ReportFormat, IsKnownByName) {
    EXPECT_EQ(parseReportFormat("pdf"), ReportFormat::Pdf);
    EXPECT_EQ(parseReportFormat("doc"), std::nullopt);
}

}  // namespace

}  // namespace tl::services
