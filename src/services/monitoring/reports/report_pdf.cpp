// Lays a report out on sheets: a heading, facts side by side, charts over the whole width, and
// tables whose head is repeated on each sheet that they reach.

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/monitoring/reports/chart_picture.h"
#include "services/monitoring/reports/pdf_canvas.h"
#include "services/monitoring/reports/pdf_text.h"
#include "services/monitoring/reports/report_text.h"
#include "services/monitoring/reports/report_writer.h"

namespace tl::services {

namespace {

constexpr double kMargin = 40;
constexpr double kFoot = 30;  // Below which only the number of the sheet stands.

constexpr PdfColor kInk{0.11F, 0.13F, 0.14F};
constexpr PdfColor kSoft{0.36F, 0.40F, 0.44F};
constexpr PdfColor kRule{0.83F, 0.86F, 0.88F};
constexpr PdfColor kShade{0.95F, 0.96F, 0.97F};

constexpr PdfStyle kTitle{20, PdfFace::Bold, kInk};
constexpr PdfStyle kHeading{14, PdfFace::Bold, kInk};
constexpr PdfStyle kSubheading{10, PdfFace::Bold, kInk};
constexpr PdfStyle kNote{9, PdfFace::Plain, kSoft};
constexpr PdfStyle kFactTitle{7.5, PdfFace::Plain, kSoft};
constexpr PdfStyle kFactValue{10.5, PdfFace::Plain, kInk};
constexpr PdfStyle kHead{7.5, PdfFace::Bold, kSoft};
constexpr PdfStyle kCell{7.5, PdfFace::Plain, kInk};
constexpr PdfStyle kChartText{7.5, PdfFace::Plain, kSoft};

PdfColor colorOf(ChartTone tone) {
    switch (tone) {
        case ChartTone::Good:
            return {0.18F, 0.55F, 0.34F};
        case ChartTone::Warning:
            return {0.82F, 0.53F, 0.00F};
        case ChartTone::Bad:
            return {0.75F, 0.22F, 0.17F};
        case ChartTone::Muted:
            return {0.54F, 0.58F, 0.62F};
        case ChartTone::First:
            return {0.18F, 0.44F, 0.71F};
        case ChartTone::Second:
            return {0.56F, 0.36F, 0.71F};
        case ChartTone::Third:
            return {0.10F, 0.60F, 0.60F};
        case ChartTone::Fourth:
            break;
    }
    return {0.76F, 0.39F, 0.16F};
}

/// How wide each column is: figures as they need it; what is left is shared by the texts, of which
/// none gets more than it needs while another one lacks.
std::vector<double> columnWidths(const std::vector<double>& wanted,
                                 const std::vector<bool>& isFixed,
                                 double room) {
    std::vector<double> widths = wanted;
    double left = room;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (isFixed[i])
            left -= wanted[i];
        else
            open.push_back(i);
    }
    while (!open.empty()) {
        const double share = left / static_cast<double>(open.size());
        const auto fits = [&](std::size_t i) { return wanted[i] <= share; };
        const auto rest = std::ranges::stable_partition(open, fits);
        if (rest.begin() == open.begin()) {  // All lack.
            for (const std::size_t i : open)
                widths[i] = share;
            break;
        }
        for (auto i = open.begin(); i != rest.begin(); ++i)
            left -= wanted[*i];
        open.erase(open.begin(), rest.begin());
    }
    return widths;
}

class Sheets {
  public:
    Sheets(const Report& report, const TimeZone& zone)
        : report_{report},
          zone_{zone},
          canvas_{"TimeLocker report", {}} {}

    std::string write() {
        canvas_.text(kMargin, y_ + kTitle.size, kTitle, "TimeLocker report");
        y_ += kTitle.size + 8;
        paragraph(shownRange(report_, zone_));
        paragraph("Made at " + shownCell(ReportMoment{report_.madeAt}, zone_));
        for (const ReportSection& section : report_.sections)
            add(section);
        numberSheets();
        return canvas_.save();
    }

  private:
    [[nodiscard]] double room() const { return canvas_.width() - 2 * kMargin; }
    [[nodiscard]] double bottom() const { return canvas_.height() - kMargin - kFoot / 2; }

    /// Begins a new sheet where `height` is not left on this one.
    bool reserve(double height) {
        if (y_ + height <= bottom()) return false;
        canvas_.addSheet();
        y_ = kMargin;
        return true;
    }

    void paragraph(const std::string& text) {
        for (const std::string& line : linesOf(text, room(), 4, kNote, canvas_)) {
            canvas_.text(kMargin, y_ + kNote.size, kNote, line);
            y_ += kNote.size * 1.4;
        }
    }

    void add(const ReportSection& section) {
        constexpr double kNeeded = 120;  // So that a heading does not stand alone.
        y_ += 18;
        reserve(kNeeded);
        canvas_.text(kMargin, y_ + kHeading.size, kHeading, section.title);
        y_ += kHeading.size + 5;
        canvas_.rectangle({.x = kMargin, .y = y_, .width = room(), .height = 1.2}, kRule);
        y_ += 8;
        add(section.facts);
        for (const ReportChart& chart : section.charts)
            add(chart);
        for (const ReportTable& table : section.tables)
            add(table);
    }

    void add(const std::vector<ReportFact>& facts) {
        constexpr std::size_t kInARow = 6;
        constexpr double kGap = 8;
        constexpr double kPadding = 5;
        const double width = (room() + kGap) / kInARow - kGap;
        for (std::size_t first = 0; first < facts.size(); first += kInARow) {
            const std::size_t last = std::min(first + kInARow, facts.size());
            std::vector<std::vector<std::string>> titles;
            std::vector<std::vector<std::string>> values;
            std::size_t titleLines = 1;
            std::size_t valueLines = 1;
            for (std::size_t i = first; i < last; ++i) {
                const double inner = width - 2 * kPadding;
                titles.push_back(linesOf(facts[i].title, inner, 3, kFactTitle, canvas_));
                values.push_back(
                    linesOf(shownCell(facts[i].value, zone_), inner, 8, kFactValue, canvas_));
                titleLines = std::max(titleLines, titles.back().size());
                valueLines = std::max(valueLines, values.back().size());
            }
            const double titleHeight = static_cast<double>(titleLines) * kFactTitle.size * 1.3;
            const double height = titleHeight +
                                  static_cast<double>(valueLines) * kFactValue.size * 1.3 +
                                  2 * kPadding;
            reserve(height);
            for (std::size_t i = 0; i < titles.size(); ++i) {
                const double x = kMargin + static_cast<double>(i) * (width + kGap);
                canvas_.rectangle({.x = x, .y = y_, .width = width, .height = height}, kShade);
                lines(titles[i], x + kPadding, y_ + kPadding, kFactTitle);
                lines(values[i], x + kPadding, y_ + kPadding + titleHeight, kFactValue);
            }
            y_ += height + kGap;
        }
    }

    void lines(const std::vector<std::string>& all, double x, double y, const PdfStyle& style) {
        constexpr double kLine = 1.3;
        for (std::size_t i = 0; i < all.size(); ++i)
            canvas_.text(x, y + style.size + static_cast<double>(i) * style.size * kLine, style,
                         all[i]);
    }

    void add(const ReportChart& chart) {
        constexpr double kHeight = 130;
        y_ += 8;
        reserve(kHeight + 20);
        canvas_.text(kMargin, y_ + kSubheading.size, kSubheading, chart.title);
        y_ += kSubheading.size + 8;
        const ChartPicture picture = drawChart(
            chart, {.width = room(), .height = kHeight, .textSize = kChartText.size}, zone_);
        const auto toSheet = [&](double x, double y) { return std::pair{kMargin + x, y_ + y}; };
        for (const double y : picture.grid)
            canvas_.line({toSheet(picture.left, y), toSheet(picture.right, y)}, 0.5, kRule);
        for (const ChartRectangle& one : picture.rectangles)
            canvas_.rectangle(
                {.x = kMargin + one.x, .y = y_ + one.y, .width = one.width, .height = one.height},
                colorOf(one.tone));
        for (const ChartLine& line : picture.lines) {
            std::vector<std::pair<double, double>> points;
            for (const auto& [x, y] : line.points)
                points.push_back(toSheet(x, y));
            canvas_.line(points, 1.5, colorOf(line.tone));
        }
        for (const ChartText& text : picture.texts) {
            const double width = canvas_.widthOf(text.text, kChartText);
            const double shift = text.anchor == TextAnchor::Start ? 0
                                 : text.anchor == TextAnchor::End ? width
                                                                  : width / 2;
            canvas_.text(kMargin + text.x - shift, y_ + text.y, kChartText, text.text);
        }
        y_ += kHeight;
    }

    void add(const ReportTable& table) {
        constexpr double kNeeded = 60;
        constexpr std::size_t kRowsMax = 5000;
        y_ += 12;
        reserve(kNeeded);
        canvas_.text(kMargin, y_ + kSubheading.size, kSubheading, table.title);
        y_ += kSubheading.size + 5;
        if (table.rows.empty()) {
            paragraph("None.");
            return;
        }
        measure(table);
        addHead(table);
        const std::size_t shown = std::min(table.rows.size(), kRowsMax);
        for (std::size_t i = 0; i < shown; ++i)
            addRow(table, table.rows[i]);
        if (shown < table.rows.size())
            paragraph(fmt::format("{} more are not shown here; the formats csv and json have all.",
                                  table.rows.size() - shown));
    }

    void measure(const ReportTable& table) {
        const double between = kColumnGap * static_cast<double>(table.columns.size() - 1);
        std::vector<double> wanted;
        std::vector<bool> isFixed;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            double width = canvas_.widthOf(table.columns[i].title, kHead);
            bool hasText = false;
            for (const std::vector<ReportCell>& row : table.rows) {
                width = std::max(width, canvas_.widthOf(shownCell(row[i], zone_), kCell));
                const auto* const text = std::get_if<std::string>(&row[i]);
                hasText = hasText || (text != nullptr && !text->empty());
            }
            wanted.push_back(width);
            isFixed.push_back(!hasText);
        }
        widths_ = columnWidths(wanted, isFixed, room() - between);
    }

    void addHead(const ReportTable& table) {
        double x = kMargin;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const double width = canvas_.widthOf(table.columns[i].title, kHead);
            const double shift = isFigure(table.rows.front()[i]) ? widths_[i] - width : 0;
            canvas_.text(x + shift, y_ + kHead.size, kHead, table.columns[i].title);
            x += widths_[i] + kColumnGap;
        }
        y_ += kHead.size + 4;
        canvas_.rectangle({.x = kMargin, .y = y_, .width = room(), .height = 0.8}, kRule);
        y_ += 3;
    }

    void addRow(const ReportTable& table, const std::vector<ReportCell>& row) {
        constexpr std::size_t kLinesMax = 8;
        constexpr double kLine = 1.3;
        std::vector<std::vector<std::string>> cells;
        std::size_t count = 1;
        for (std::size_t i = 0; i < row.size(); ++i) {
            cells.push_back(
                linesOf(shownCell(row[i], zone_), widths_[i] + 0.1, kLinesMax, kCell, canvas_));
            count = std::max(count, cells.back().size());
        }
        const double height = static_cast<double>(count) * kCell.size * kLine + 3;
        if (reserve(height)) addHead(table);
        double x = kMargin;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const double width = canvas_.widthOf(cells[i].front(), kCell);
            lines(cells[i], isFigure(row[i]) ? x + widths_[i] - width : x, y_, kCell);
            x += widths_[i] + kColumnGap;
        }
        y_ += height;
        canvas_.rectangle({.x = kMargin, .y = y_ - 1.5, .width = room(), .height = 0.3}, kRule);
    }

    void numberSheets() {
        for (std::size_t i = 0; i < canvas_.sheetCount(); ++i) {
            canvas_.chooseSheet(i);
            const std::string text = fmt::format("Page {} of {}", i + 1, canvas_.sheetCount());
            canvas_.text(canvas_.width() - kMargin - canvas_.widthOf(text, kNote),
                         canvas_.height() - kFoot, kNote, text);
        }
    }

    static constexpr double kColumnGap = 10;

    const Report& report_;
    const TimeZone& zone_;
    PdfCanvas canvas_;
    double y_ = kMargin;
    std::vector<double> widths_;  ///< Of the columns of the table that is being drawn.
};

}  // namespace

std::string writePdfReport(const Report& report, const TimeZone& zone) {
    return Sheets{report, zone}.write();
}

}  // namespace tl::services
