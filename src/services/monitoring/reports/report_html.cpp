#include <fmt/format.h>

#include "services/monitoring/reports/chart_picture.h"
#include "services/monitoring/reports/report_text.h"
#include "services/monitoring/reports/report_writer.h"

namespace tl::services {

namespace {

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>TimeLocker report</title>
<style>
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2024; --soft: #5c6670; --line: #d5dbe1;
  --good: #2e8b57; --warning: #d08700; --bad: #c0392b; --muted: #8a949e;
  --first: #2f6fb4; --second: #8e5bb5; --third: #1a9a9a; --fourth: #c2632a; }
@media (prefers-color-scheme: dark) {
:root { --paper: #16191d; --ink: #e6e9ec; --soft: #9aa5b0; --line: #343b43;
  --good: #4fb87e; --warning: #e0a63a; --bad: #e8695b; --muted: #7d8892;
  --first: #6aa5e0; --second: #b98be0; --third: #4fc4c4; --fourth: #e59462; } }
body { background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1.5rem; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.3rem; margin: 2.5rem 0 .8rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; } p { color: var(--soft); margin: .3rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: .8rem; margin: 0; }
dl div { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .7rem; overflow-wrap: anywhere; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; font-size: 1.1rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; min-width: 4.5rem; }
th { color: var(--soft); font-weight: 600; } .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; max-width: 60rem; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); stroke-width: 1; } polyline { fill: none; stroke-width: 2; }
</style>
</head>
<body>
)";

const char* nameOf(ChartTone tone) {
    switch (tone) {
        case ChartTone::Good:
            return "good";
        case ChartTone::Warning:
            return "warning";
        case ChartTone::Bad:
            return "bad";
        case ChartTone::Muted:
            return "muted";
        case ChartTone::First:
            return "first";
        case ChartTone::Second:
            return "second";
        case ChartTone::Third:
            return "third";
        case ChartTone::Fourth:
            break;
    }
    return "fourth";
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char character : text) {
        switch (character) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            default:
                result += character;
        }
    }
    return result;
}

/// The text of a cell, fit to stand in HTML.
std::string cellText(const ReportCell& cell, const TimeZone& zone) {
    return escaped(shownCell(cell, zone));
}

const char* nameOf(TextAnchor anchor) {
    switch (anchor) {
        case TextAnchor::Start:
            return "start";
        case TextAnchor::Middle:
            return "middle";
        case TextAnchor::End:
            break;
    }
    return "end";
}

std::string svgOf(const ReportChart& chart, const TimeZone& zone) {
    const ChartPicture picture =
        drawChart(chart, {.width = 800, .height = 220, .textSize = 12}, zone);
    std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n",
                                  picture.width, picture.height, escaped(chart.title));
    for (const double y : picture.grid)
        svg += fmt::format(
            "<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
            picture.left, picture.right, y, y);
    for (const ChartRectangle& one : picture.rectangles)
        svg += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
            "style=\"fill: var(--{})\"><title>{}</title></rect>\n",
            one.x, one.y, one.width, one.height, nameOf(one.tone), cellText(one.hint, zone));
    for (const ChartLine& line : picture.lines) {
        std::string points;
        for (const auto& [x, y] : line.points)
            points += fmt::format("{:.1f},{:.1f} ", x, y);
        svg += fmt::format("<polyline points=\"{}\" style=\"stroke: var(--{})\"/>\n", points,
                           nameOf(line.tone));
    }
    for (const ChartText& text : picture.texts)
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", text.x,
                           text.y, nameOf(text.anchor), escaped(text.text));
    return svg + "</svg>\n";
}

std::string htmlOf(const ReportTable& table, const TimeZone& zone) {
    std::string html = fmt::format("<h3>{}</h3>\n", escaped(table.title));
    if (table.rows.empty()) return html + "<p>None.</p>\n";
    html += "<div class=\"scroll\"><table>\n<thead><tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        html += fmt::format("<th{}>{}</th>", isFigure(table.rows.front()[i]) ? " class=\"n\"" : "",
                            escaped(table.columns[i].title));
    html += "</tr></thead>\n<tbody>\n";
    for (const std::vector<ReportCell>& row : table.rows) {
        html += "<tr>";
        for (const ReportCell& cell : row)
            html += fmt::format("<td{}>{}</td>", isFigure(cell) ? " class=\"n\"" : "",
                                cellText(cell, zone));
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

}  // namespace

std::string writeHtmlReport(const Report& report, const TimeZone& zone) {
    std::string html = kHead;
    html +=
        fmt::format("<h1>TimeLocker report</h1>\n<p>{}</p>\n<p>Made at {}</p>\n",
                    escaped(shownRange(report, zone)), cellText(ReportMoment{report.madeAt}, zone));
    for (const ReportSection& section : report.sections) {
        html += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n<dl>\n", escaped(section.name),
                            escaped(section.title));
        for (const ReportFact& fact : section.facts)
            html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(fact.title),
                                cellText(fact.value, zone));
        html += "</dl>\n";
        for (const ReportChart& chart : section.charts)
            html += fmt::format("<h3>{}</h3>\n{}", escaped(chart.title), svgOf(chart, zone));
        for (const ReportTable& table : section.tables)
            html += htmlOf(table, zone);
        html += "</section>\n";
    }
    return html + "</body>\n</html>\n";
}

}  // namespace tl::services
