#include "services/monitoring/reports/pdf_text.h"

#include <algorithm>

#include "infra/errors/valid_utf8.h"

namespace tl::services {

namespace {

std::size_t lengthOfFirst(std::string_view text) {
    return std::max<std::size_t>(characterLength(text), 1);
}

bool isBlank(char character) {
    return character == ' ' || character == '\n' || character == '\t';
}

/// How many bytes of `text` go on a line: at least one character.
std::size_t fitting(std::string_view text, double width, const PdfStyle& style, PdfCanvas& canvas) {
    double used = 0;
    std::size_t end = 0;
    std::size_t blank = 0;  // After the last one that fits.
    while (end < text.size()) {
        if (text[end] == '\n') return end;
        const std::size_t length = lengthOfFirst(text.substr(end));
        used += canvas.widthOf(text.substr(end, length), style);
        if (used > width && end > 0) {
            // A word is broken only where it alone is wider than the column.
            if (isBlank(text[end])) return end;
            return blank > 0 ? blank : end;
        }
        end += length;
        if (isBlank(text[end - 1])) blank = end;
    }
    return end;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    std::string result{text};
    std::ranges::replace(result, '\t', ' ');
    return result;
}

void dropLast(std::string& line) {
    std::size_t begin = line.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U)
        --begin;
    line.resize(begin);
}

/// `line` with "…" at its end, and so much less of it that this fits.
std::string cutShort(std::string line, double width, const PdfStyle& style, PdfCanvas& canvas) {
    const std::string dots = canvas.hasUnicode() ? "…" : "...";
    while (!line.empty() && canvas.widthOf(line + dots, style) > width)
        dropLast(line);
    return line + dots;
}

}  // namespace

std::vector<std::string> linesOf(std::string_view text,
                                 double width,
                                 std::size_t linesMax,
                                 const PdfStyle& style,
                                 PdfCanvas& canvas) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t length = fitting(text, width, style, canvas);
        if (lines.size() == linesMax) {
            lines.back() = cutShort(std::move(lines.back()), width, style, canvas);
            return lines;
        }
        lines.push_back(trimmed(text.substr(0, length)));
        text.remove_prefix(length);
        while (!text.empty() && isBlank(text.front()))
            text.remove_prefix(1);
    }
    if (lines.empty()) lines.emplace_back();
    return lines;
}

}  // namespace tl::services
