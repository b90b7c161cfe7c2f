#include "ui/cli/live_display.h"

#include <utility>

#include "infra/platform/terminal.h"
#include "ui/cli/text_format.h"

namespace tl::cli {

void LiveDisplay::update(std::vector<std::string> lines) {
    if (lines.empty()) return;
    if (!console_.isTerminal()) return console_.print(lines.front() + "\n");
    erase();
    lines_ = std::move(lines);
    printNotices();
    draw();
}

void LiveDisplay::print(std::string_view line) {
    erase();
    console_.print(std::string{line} + "\n");
    draw();
}

void LiveDisplay::printError(std::string_view line) {
    erase();
    console_.printError(std::string{line} + "\n");
    draw();
}

void LiveDisplay::clear() {
    erase();
    lines_.clear();
    printNotices();
}

void LiveDisplay::printNotices() {
    for (const std::string& notice : console_.takeNotices())
        console_.printError(notice + "\n");
}

void LiveDisplay::erase() {
    if (drawnCount_ == 0) return;
    std::string text{kClearLine};
    for (std::size_t i = 1; i < drawnCount_; ++i)
        text.append(cursorUp(1)).append(kClearLine);
    console_.steer(text);
    drawnCount_ = 0;
}

void LiveDisplay::draw() {
    if (lines_.empty()) return;
    // The last column stays free: writing into it would make some terminals wrap.
    const std::size_t width = console_.columns() > 1 ? console_.columns() - 1 : 1;
    std::string text;
    for (const std::string& line : lines_) {
        if (!text.empty()) text += "\n";
        text += shorten(line, width);
    }
    console_.print(text);
    drawnCount_ = lines_.size();
}

}  // namespace tl::cli
