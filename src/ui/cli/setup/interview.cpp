#include "ui/cli/setup/interview.h"

#include <span>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "ui/cli/error_report.h"

namespace tl::cli {

namespace {

bool parseYesOrNo(const std::string& answer) {
    if (answer == "y" || answer == "yes") return true;
    if (answer == "n" || answer == "no") return false;
    throw Error{ErrorKind::InvalidInput, "say yes or no"};
}

}  // namespace

Interview::Interview(Console& console, Manner manner, Telling telling)
    : console_{console},
      manner_{manner},
      telling_{telling} {}

void Interview::say(std::string_view line) {
    if (telling_ == Telling::On) console_.print(std::string{line} + "\n");
}

void Interview::ask(const Question& question,
                    const std::function<void(const std::string&)>& accept) {
    if (question.given) {
        try {
            return accept(*question.given);
        } catch (Error& error) {
            error.add("option", question.option);
            throw;
        }
    }
    attempt([&] { accept(answerTo(question)); });
}

bool Interview::confirm(const Question& question) {
    bool isYes = false;
    ask(question, [&](const std::string& answer) { isYes = parseYesOrNo(answer); });
    return isYes;
}

void Interview::attempt(const std::function<void()>& once) {
    constexpr int kTries = 3;
    for (int tried = 1;; ++tried) {
        try {
            return once();
        } catch (const Error& error) {
            if (hasEnded_ || manner_ != Manner::Ask || tried == kTries) throw;
            const std::string advice = adviceFor(error);
            console_.print("  That will not do: " + error.describe() + "\n" +
                           (advice.empty() ? "" : "  " + advice + "\n") + "  Try again.\n");
        }
    }
}

Secret Interview::askSecret(const std::string& question, const std::string& option) {
    requireAnswers(question, option);
    if (console_.isInputTerminal()) return console_.askSecret(question + ": ");
    std::string line = readLine(question + ": ");
    Secret secret = Secret::fromText(line);
    wipe(std::as_writable_bytes(std::span{line}));
    return secret;
}

std::string Interview::answerTo(const Question& question) {
    if (manner_ == Manner::Suggest && !question.suggestion.empty()) return question.suggestion;
    requireAnswers(question.text, question.option);
    const std::string suggested =
        question.suggestion.empty() ? "" : " [" + question.suggestion + "]";
    std::string line = readLine(question.text + suggested + "? ");
    if (!line.empty()) return line;
    if (question.suggestion.empty())
        throw Error{ErrorKind::InvalidInput, "an answer is needed here"};
    return question.suggestion;
}

std::string Interview::readLine(const std::string& prompt) {
    auto line = console_.askLine(prompt);
    if (line) return std::move(*line);
    hasEnded_ = true;
    throw Error{ErrorKind::InvalidInput,
                "the answers ended here, so nothing was set up: run it again, or give the answers "
                "as options (`tl help setup`)"};
}

void Interview::requireAnswers(const std::string& question, const std::string& option) const {
    if (manner_ == Manner::Ask) return;
    throw Error{ErrorKind::InvalidInput,
                "this has no answer: " + tl::quoted(question) + "; give it by " + option};
}

}  // namespace tl::cli
