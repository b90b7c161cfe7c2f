#include "services/repository/indented_json.h"

#include <cstddef>

namespace tl::services {

namespace {

bool isSpace(char character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

class Indenter {
  public:
    explicit Indenter(std::string_view json) : json_{json} {}

    std::string run() {
        for (; at_ < json_.size(); ++at_)
            take(json_[at_]);
        return std::move(out_);
    }

  private:
    void take(char character) {
        switch (character) {
            case '"':
                copyString();
                break;
            case '{':
            case '[':
                open(character);
                break;
            case '}':
            case ']':
                close(character);
                break;
            case ',':
                out_ += ',';
                startLine();
                break;
            case ':':
                out_ += ": ";
                break;
            default:
                if (!isSpace(character)) out_ += character;
        }
    }

    void copyString() {
        const std::size_t begin = at_++;
        while (at_ < json_.size() && json_[at_] != '"')
            at_ += json_[at_] == '\\' ? 2 : 1;
        out_ += json_.substr(begin, at_ + 1 - begin);
    }

    /// An empty object or array stays on its line.
    void open(char bracket) {
        out_ += bracket;
        const std::size_t next = json_.find_first_not_of(" \t\n\r", at_ + 1);
        if (next != std::string_view::npos && (json_[next] == '}' || json_[next] == ']')) {
            out_ += json_[next];
            at_ = next;
            return;
        }
        ++depth_;
        startLine();
    }

    void close(char bracket) {
        if (depth_ > 0) --depth_;
        startLine();
        out_ += bracket;
    }

    void startLine() {
        out_ += '\n';
        out_.append(2 * depth_, ' ');
    }

    std::string_view json_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::string out_;
};

}  // namespace

std::string indentJson(std::string_view json) {
    return Indenter{json}.run();
}

}  // namespace tl::services
