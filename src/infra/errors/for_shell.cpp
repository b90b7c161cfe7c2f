#include "infra/errors/for_shell.h"

#include "infra/errors/printable.h"

namespace tl {

namespace {

/// `text` with each `from` replaced.
std::string replaced(std::string_view text, char from, std::string_view to) {
    std::string out;
    for (const char c : text) {
        if (c == from)
            out += to;
        else
            out += c;
    }
    return out;
}

}  // namespace

std::string forShell(std::string_view bytes) {
    if (onOneLine(bytes) == bytes) return "'" + replaced(bytes, '\'', R"('\'')") + "'";
    // What is escaped has backslashes of its own, so those of the name come first.
    const std::string escaped = onOneLine(replaced(bytes, '\\', R"(\\)"));
    return "$'" + replaced(escaped, '\'', R"(\')") + "'";
}

}  // namespace tl
