#include "ui/cli/text_table.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "infra/errors/assert.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

namespace {

constexpr std::size_t kGap = 2;  // Blanks between columns.

std::vector<std::string> splitLines(std::string_view text) {
    std::vector<std::string> lines;
    while (true) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::size_t widthOf(const std::string& cell) {
    std::size_t width = 0;
    for (const std::string& line : splitLines(cell))
        width = std::max(width, displayWidth(line));
    return width;
}

std::size_t lineWidth(const std::vector<std::size_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) +
           kGap * (widths.size() - 1);
}

void trimRight(std::string& line) {
    line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

void TextTable::addColumn(std::string title, Align align) {
    columns_.push_back({std::move(title), align});
}

void TextTable::addRow(std::vector<std::string> cells) {
    TL_ASSERT(cells.size() == columns_.size());
    rows_.push_back(std::move(cells));
}

void TextTable::addFoot(std::string line) {
    feet_.push_back(std::move(line));
}

std::vector<std::size_t> TextTable::widths(std::size_t columnsMax) const {
    constexpr std::size_t kWidthMin = 8;  // Below this a column says nothing any more.
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        widths.push_back(displayWidth(columns_[i].title));
        for (const auto& row : rows_)
            widths[i] = std::max(widths[i], widthOf(row[i]));
    }
    const std::size_t total = lineWidth(widths);
    if (columnsMax == 0 || total <= columnsMax) return widths;
    const auto widest = std::ranges::max_element(widths);
    const std::size_t excess = total - columnsMax;
    *widest = *widest > excess + kWidthMin ? *widest - excess : std::min(*widest, kWidthMin);
    return widths;
}

std::string TextTable::formatRow(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths) const {
    std::vector<std::vector<std::string>> lines;
    std::size_t height = 0;
    for (const std::string& cell : cells) {
        lines.push_back(splitLines(cell));
        height = std::max(height, lines.back().size());
    }
    std::string text;
    for (std::size_t lineIndex = 0; lineIndex < height; ++lineIndex) {
        std::string line;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::string cell =
                lineIndex < lines[i].size() ? shorten(lines[i][lineIndex], widths[i]) : "";
            const std::string blanks(widths[i] - displayWidth(cell), ' ');
            line += columns_[i].align == Align::Left ? cell + blanks : blanks + cell;
            line.append(kGap, ' ');
        }
        trimRight(line);
        text += line + "\n";
    }
    return text;
}

std::string TextTable::format(RowGap gap, std::size_t columnsMax) const {
    const std::vector<std::size_t> columnWidths = widths(columnsMax);
    const std::string rule = std::string(lineWidth(columnWidths), '-') + "\n";
    std::vector<std::string> titles;
    for (const Column& column : columns_)
        titles.push_back(column.title);
    std::string text = formatRow(titles, columnWidths) + rule;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (i > 0 && gap == RowGap::BlankLine) text += "\n";
        text += formatRow(rows_[i], columnWidths);
    }
    text += rule;
    for (const std::string& line : feet_)
        text += line + "\n";
    return text;
}

}  // namespace tl::cli
