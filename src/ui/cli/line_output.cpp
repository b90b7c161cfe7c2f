#include "ui/cli/line_output.h"

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::cli {

void printLine(Console& console, const std::string& line) {
    console.print(line);
    if (!console.isOutputIntact())
        throw Error{ErrorKind::Unavailable, "cannot write to standard output"};
}

std::string shownText(const std::string& text, const Console& console) {
    if (!console.isTerminal()) return text;
    const std::string safe = tl::quoted(text);
    return safe.size() == text.size() + 2 ? text : safe;
}

}  // namespace tl::cli
