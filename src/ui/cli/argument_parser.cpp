#include "ui/cli/argument_parser.h"

#include <optional>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/near_match.h"

namespace tl::cli {

namespace {

[[noreturn]] void failUnknown(const std::string& name, const OptionSet& options) {
    std::vector<std::string> names;
    for (const Option& option : options.all())
        names.push_back("--" + option.text.name);
    std::string message = "unknown option " + name;
    if (const auto near = nearestMatch(name, names)) message += "; did you mean " + *near + "?";
    throw Error{ErrorKind::InvalidInput, message};
}

void store(const Option& option, const std::string& value) {
    try {
        option.store(value);
    } catch (const Error& error) {
        throw Error{error.kind(), "bad value " + tl::quoted(value) + " for --" + option.text.name +
                                      ": " + error.what()};
    }
}

/// Walks along one command line.
class Parser {
  public:
    Parser(std::span<const std::string> arguments, const OptionSet& options)
        : arguments_{arguments},
          options_{options} {}

    std::vector<std::string> run() {
        while (next_ < arguments_.size()) {
            const std::string& argument = arguments_[next_++];
            if (argument == "--") break;
            if (argument.starts_with("--"))
                readLong(argument.substr(2));
            else if (argument.size() > 1 && argument.front() == '-')
                readLetters(std::string_view{argument}.substr(1));
            else
                operands_.push_back(argument);
        }
        operands_.insert(operands_.end(), arguments_.begin() + static_cast<std::ptrdiff_t>(next_),
                         arguments_.end());
        return operands_;
    }

  private:
    void readLong(const std::string& text) {
        const std::size_t equals = text.find('=');
        const std::string name = text.substr(0, equals);
        const Option* option = options_.find(name);
        if (option == nullptr) failUnknown("--" + name, options_);
        if (equals != std::string::npos)
            store(*option, text.substr(equals + 1));
        else if (option->valueWhenBare)
            store(*option, *option->valueWhenBare);
        else
            store(*option, takeNext("--" + name));
    }

    void readLetters(std::string_view letters) {
        while (!letters.empty()) {
            const char letter = letters.front();
            const Option* option = options_.find(letter);
            if (option == nullptr) failUnknown(std::string{"-"} + letter, options_);
            letters.remove_prefix(1);
            if (letters.size() > 1 && letters.front() == '=')
                return store(*option, std::string{letters.substr(1)});
            if (option->valueWhenBare) {
                store(*option, *option->valueWhenBare);
                continue;
            }
            return store(*option, letters.empty() ? takeNext(std::string{"-"} + letter)
                                                  : std::string{letters});
        }
    }

    const std::string& takeNext(const std::string& name) {
        if (next_ == arguments_.size())
            throw Error{ErrorKind::InvalidInput, "option " + name + " needs a value"};
        return arguments_[next_++];
    }

    std::span<const std::string> arguments_;
    const OptionSet& options_;
    std::size_t next_ = 0;
    std::vector<std::string> operands_;
};

/// Whether the option that `argument` begins takes the argument after it as its value.
bool takesNextArgument(const std::string& argument, const OptionSet& options) {
    if (argument.find('=') != std::string::npos) return false;
    if (argument.starts_with("--")) {
        const Option* option = options.find(std::string_view{argument}.substr(2));
        return option == nullptr || option->needsValue();
    }
    for (std::size_t i = 1; i < argument.size(); ++i) {
        const Option* option = options.find(argument[i]);
        if (option == nullptr || option->needsValue()) return i + 1 == argument.size();
    }
    return false;
}

}  // namespace

std::vector<std::string> parseArguments(std::span<const std::string> arguments,
                                        const OptionSet& options) {
    return Parser{arguments, options}.run();
}

std::vector<std::size_t> findOperands(std::span<const std::string> arguments,
                                      const OptionSet& options) {
    std::vector<std::size_t> operands;
    bool isPastOptions = false;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const bool isOption = !isPastOptions && argument.size() > 1 && argument.front() == '-';
        if (!isOption)
            operands.push_back(i);
        else if (argument == "--")
            isPastOptions = true;
        else if (takesNextArgument(argument, options))
            ++i;
    }
    return operands;
}

}  // namespace tl::cli
