#include "infra/platform/command_line.h"

#include "infra/errors/error.h"

namespace tl {

namespace {

bool isSpace(char character) noexcept {
    return character == ' ' || (character >= '\t' && character <= '\r');
}

/// Tells for each character in turn whether it stands between words.
class WordEnds {
  public:
    bool isBetweenWords(char character) noexcept {
        if (previous_ != '\\') {
            if (quote_ != '\0' && character == quote_) {
                quote_ = '\0';
                return true;
            }
            if (quote_ == '\0' && (character == '"' || character == '\'')) {
                quote_ = character;
                return true;
            }
        }
        previous_ = character;
        return quote_ == '\0' && (character == '\\' || isSpace(character));
    }

    /// The quote that is open, or 0.
    [[nodiscard]] char openQuote() const noexcept { return quote_; }

  private:
    char quote_ = '\0';
    char previous_ = '\0';
};

}  // namespace

std::vector<std::string> splitCommandLine(std::string_view command) {
    std::vector<std::string> words;
    WordEnds ends;
    bool isInWord = false;
    for (const char character : command) {
        if (ends.isBetweenWords(character)) {
            isInWord = false;
            continue;
        }
        if (!isInWord) words.emplace_back();
        isInWord = true;
        words.back().push_back(character);
    }
    if (ends.openQuote() != '\0')
        throw Error{ErrorKind::InvalidInput,
                    std::string{"the command has a quote that is not closed: "} + ends.openQuote()};
    if (words.empty()) throw Error{ErrorKind::InvalidInput, "the command is empty"};
    return words;
}

}  // namespace tl
