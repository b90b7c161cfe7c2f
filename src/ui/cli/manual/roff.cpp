#include "ui/cli/manual/roff.h"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace tl::cli {

namespace {

struct Character {
    std::uint32_t code = 0;
    std::size_t size = 1;  ///< In bytes.
};

/// The character that `text` begins with; the tables of commands are UTF-8.
Character firstOf(std::string_view text) {
    constexpr std::uint32_t kContinued = 0x3FU;
    constexpr unsigned kBits = 6;
    const auto byte = [text](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t first = byte(0);
    const std::size_t size = first < 0x80U ? 1 : first < 0xE0U ? 2 : first < 0xF0U ? 3 : 4;
    if (size == 1 || text.size() < size) return {first, 1};
    std::uint32_t code = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i)
        code = (code << kBits) | (byte(i) & kContinued);
    return {code, size};
}

std::string escaped(const Character& character) {
    switch (character.code) {
        case '\\':
            return "\\e";
        case '-':
            return "\\-";  // Else it may become a hyphen, which no shell takes.
        case '\'':
            return "\\(aq";
        case '`':
            return "\\(ga";
        case '^':
            return "\\(ha";
        case '~':
            return "\\(ti";
        case '"':
            return "\\(dq";
        default:
            break;
    }
    constexpr std::uint32_t kAscii = 0x80;
    if (character.code >= kAscii) return fmt::format("\\[u{:04X}]", character.code);
    return std::string(1, static_cast<char>(character.code));
}

/// One line of sentences, with what is between backquotes in bold.
std::string roffSentences(std::string_view line) {
    std::string text;
    bool isBold = false;
    while (true) {
        const std::size_t quote = line.find('`');
        const std::string_view part = line.substr(0, quote);
        text += isBold ? roffBold(part) : roffText(part);
        if (quote == std::string_view::npos) return text;
        isBold = !isBold;
        line.remove_prefix(quote + 1);
    }
}

}  // namespace

std::string roffText(std::string_view text) {
    std::string roff;
    if (text.starts_with('.') || text.starts_with('\'')) roff = "\\&";
    while (!text.empty()) {
        const Character character = firstOf(text);
        roff += escaped(character);
        text.remove_prefix(character.size);
    }
    return roff;
}

std::string roffBold(std::string_view text) {
    return text.empty() ? std::string{} : "\\fB" + roffText(text) + "\\fR";
}

std::string roffItalic(std::string_view text) {
    return text.empty() ? std::string{} : "\\fI" + roffText(text) + "\\fR";
}

std::string roffArgument(std::string_view text) {
    return '"' + roffText(text) + '"';
}

std::string roffParagraphs(std::string_view text) {
    std::string roff;
    bool isExample = false;
    const auto setExample = [&](bool wanted) {
        if (wanted == isExample) return;
        roff += wanted ? ".PP\n.nf\n" : ".fi\n.PP\n";
        isExample = wanted;
    };
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty()) {
            if (!isExample) roff += ".PP\n";
            setExample(false);
            continue;
        }
        setExample(line.starts_with(' '));
        roff += roffSentences(line) + "\n";
    }
    setExample(false);
    return roff;
}

}  // namespace tl::cli
