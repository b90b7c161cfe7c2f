#include "services/monitoring/reports/chart_picture.h"

#include <algorithm>
#include <string_view>

#include "infra/errors/valid_utf8.h"
#include "services/monitoring/reports/report_text.h"
#include "services/shown_values.h"

namespace tl::services {

namespace {

constexpr std::size_t kDateLength = 10;  // "2026-11-26".

ReportCell cellOf(std::int64_t value, ChartUnit unit) {
    return unit == ChartUnit::Bytes ? ReportCell{ReportBytes{value}} : ReportCell{value};
}

/// "2 MiB", "1.5 MiB": decimals only where there is something to say.
std::string scaleText(std::int64_t value, ChartUnit unit) {
    if (unit == ChartUnit::Count) return std::to_string(value);
    std::string text = shownBytes(static_cast<std::uint64_t>(value), 1);
    const std::size_t nothing = text.find(".0 ");
    if (nothing != std::string::npos) text.erase(nothing, 2);
    return text;
}

/// The first `count` characters.
std::string beginningOf(const std::string& text, std::size_t count) {
    std::size_t end = 0;
    for (std::size_t i = 0; i < count && end < text.size(); ++i)
        end += std::max<std::size_t>(characterLength(std::string_view{text}.substr(end)), 1);
    return text.substr(0, end);
}

std::string dateText(catalog::Microseconds at, const TimeZone& zone) {
    return shownTime(at / catalog::kSecond, zone).substr(0, kDateLength);
}

std::int64_t largestBar(const ReportChart& chart) {
    std::int64_t largest = 0;
    const std::size_t count = chart.series.empty() ? 0 : chart.series.front().points.size();
    for (std::size_t i = 0; i < count; ++i) {
        std::int64_t sum = 0;
        for (const ChartSeries& series : chart.series)
            sum += series.points[i].value;
        largest = std::max(largest, sum);
    }
    return largest;
}

std::int64_t largestPoint(const ReportChart& chart) {
    std::int64_t largest = 0;
    for (const ChartSeries& series : chart.series)
        for (const ChartPoint& point : series.points)
            largest = std::max(largest, point.value);
    return largest;
}

class Drawing {
  public:
    Drawing(const ReportChart& chart, const PictureSize& size, const TimeZone& zone)
        : chart_{chart},
          size_{size},
          zone_{zone},
          scale_{scaleOf(chart.kind == ChartKind::Bars ? largestBar(chart) : largestPoint(chart),
                         chart.unit)} {
        picture_.width = size.width;
        picture_.height = size.height;
        picture_.left = size.textSize * 6;
        picture_.right = size.width - size.textSize;
        top_ = size.textSize * (chart.series.size() > 1 ? 2.2 : 0.9);
        bottom_ = size.height - size.textSize * 2;
    }

    ChartPicture draw() {
        drawScale();
        drawDates();
        if (chart_.series.size() > 1) drawLegend();
        if (chart_.kind == ChartKind::Bars)
            drawBars();
        else
            drawLines();
        return std::move(picture_);
    }

  private:
    [[nodiscard]] double yOf(std::int64_t value) const {
        const auto share = static_cast<double>(value) / static_cast<double>(scale_.back());
        return bottom_ - (bottom_ - top_) * share;
    }
    [[nodiscard]] double xOf(catalog::Microseconds at) const {
        const double whole = static_cast<double>(chart_.until - chart_.from);
        if (whole <= 0) return picture_.left;
        const double share = static_cast<double>(at - chart_.from) / whole;
        return picture_.left + (picture_.right - picture_.left) * std::clamp(share, 0.0, 1.0);
    }

    void drawScale() {
        constexpr double kBelowMiddle = 0.35;  // So that the middle of a digit is on the line.
        for (const std::int64_t value : scale_) {
            picture_.grid.push_back(yOf(value));
            picture_.texts.push_back({.x = picture_.left - size_.textSize * 0.6,
                                      .y = yOf(value) + size_.textSize * kBelowMiddle,
                                      .anchor = TextAnchor::End,
                                      .text = scaleText(value, chart_.unit)});
        }
    }

    void drawDates() {
        const double y = size_.height - size_.textSize * 0.5;
        picture_.texts.push_back({.x = picture_.left,
                                  .y = y,
                                  .anchor = TextAnchor::Start,
                                  .text = dateText(chart_.from, zone_)});
        picture_.texts.push_back({.x = picture_.right,
                                  .y = y,
                                  .anchor = TextAnchor::End,
                                  .text = dateText(chart_.until - 1, zone_)});
    }

    void drawLegend() {
        constexpr double kLetter = 0.6;  // The width of most, in sizes.
        constexpr std::size_t kNameMax = 24;
        double x = picture_.left;
        for (const ChartSeries& series : chart_.series) {
            const double side = size_.textSize * 0.8;
            picture_.rectangles.push_back({.x = x,
                                           .y = size_.textSize * 0.2,
                                           .width = side,
                                           .height = side,
                                           .tone = series.tone});
            std::string name = shownCell(series.name, zone_);
            if (name.size() > kNameMax) name = beginningOf(name, kNameMax - 3) + "...";
            picture_.texts.push_back({.x = x + side * 1.5,
                                      .y = size_.textSize,
                                      .anchor = TextAnchor::Start,
                                      .text = name});
            x += side * 1.5 + size_.textSize * (kLetter * static_cast<double>(name.size()) + 1.5);
        }
    }

    void drawBars() {
        constexpr double kFilled = 0.8;  // Of the width that a period has.
        const std::size_t count = chart_.series.empty() ? 0 : chart_.series.front().points.size();
        for (std::size_t i = 0; i < count; ++i) {
            const catalog::Microseconds beginning = chart_.series.front().points[i].at;
            const catalog::Microseconds end =
                i + 1 < count ? chart_.series.front().points[i + 1].at : chart_.until;
            const double room = xOf(end) - xOf(beginning);
            std::int64_t below = 0;
            for (const ChartSeries& series : chart_.series) {
                const std::int64_t value = series.points[i].value;
                if (value <= 0) continue;
                picture_.rectangles.push_back(
                    {.x = xOf(beginning) + room * (1 - kFilled) / 2,
                     .y = yOf(below + value),
                     .width = room * kFilled,
                     .height = yOf(below) - yOf(below + value),
                     .tone = series.tone,
                     .hint = dateText(beginning, zone_) + ": " + series.name + " " +
                             shownCell(cellOf(value, chart_.unit), zone_)});
                below += value;
            }
        }
    }

    void drawLines() {
        for (const ChartSeries& series : chart_.series) {
            ChartLine line{.tone = series.tone};
            for (const ChartPoint& point : series.points)
                line.points.emplace_back(xOf(point.at), yOf(point.value));
            picture_.lines.push_back(std::move(line));
        }
    }

    const ReportChart& chart_;
    const PictureSize& size_;
    const TimeZone& zone_;
    const std::vector<std::int64_t> scale_;
    ChartPicture picture_;
    double top_ = 0;
    double bottom_ = 0;
};

}  // namespace

std::vector<std::int64_t> scaleOf(std::int64_t largest, ChartUnit unit) {
    constexpr double kStepsMax = 5;
    constexpr double kThousand = 1024;
    constexpr double kTen = 10;
    const auto reach = static_cast<double>(std::max<std::int64_t>(largest, 1));
    double one = 1;
    if (unit == ChartUnit::Bytes)
        while (one * kThousand <= reach)
            one *= kThousand;
    // The step in that unit: whole, so that its numbers need no decimals.
    const double least = reach / one / kStepsMax;
    double power = 1;
    while (power * kTen <= least)
        power *= kTen;
    double step = power * kTen;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (power * factor < least) continue;
        step = power * factor;
        break;
    }
    const auto stepBytes = static_cast<std::int64_t>(step * one);
    std::vector<std::int64_t> scale{0};
    while (scale.back() < largest || scale.size() < 2)
        scale.push_back(scale.back() + stepBytes);
    return scale;
}

ChartPicture drawChart(const ReportChart& chart, const PictureSize& size, const TimeZone& zone) {
    return Drawing{chart, size, zone}.draw();
}

}  // namespace tl::services
