// A chart as rectangles, lines and words on a sheet, for whoever can draw those: the geometry is
// the same on paper and on a screen.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "infra/platform/time_zone.h"
#include "services/monitoring/reports/report.h"

namespace tl::services {

/// Where a text stands to its point, which is on its base line.
enum class TextAnchor : std::uint8_t { Start, Middle, End };

struct ChartRectangle {
    double x = 0;  ///< Of the upper left corner.
    double y = 0;
    double width = 0;
    double height = 0;
    ChartTone tone{};
    std::string hint{};  ///< What it stands for, in words; may be empty.
};

struct ChartLine {
    std::vector<std::pair<double, double>> points{};
    ChartTone tone{};
};

struct ChartText {
    double x = 0;
    double y = 0;
    TextAnchor anchor{};
    std::string text{};
};

/// Units are those of the width and height asked for; y grows downwards.
struct ChartPicture {
    double width = 0;
    double height = 0;
    std::vector<double> grid{};  ///< The y of each level line, from `left` to `right`.
    double left = 0;
    double right = 0;
    std::vector<ChartRectangle> rectangles{};
    std::vector<ChartLine> lines{};
    std::vector<ChartText> texts{};
};

struct PictureSize {
    double width = 0;
    double height = 0;
    double textSize = 0;
};

/// With a legend where there are several series, and a scale of round numbers.
[[nodiscard]] ChartPicture drawChart(const ReportChart& chart,
                                     const PictureSize& size,
                                     const TimeZone& zone);

/// The numbers at the lines of a scale from 0 that reaches `largest`: steps of 1, 2 or 5 times a
/// power of ten; of bytes, of a power of 1024.
[[nodiscard]] std::vector<std::int64_t> scaleOf(std::int64_t largest, ChartUnit unit);

}  // namespace tl::services
