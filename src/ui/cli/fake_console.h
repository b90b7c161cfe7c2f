// A console for tests: keeps what is printed, answers questions from a list.

#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "ui/cli/console.h"

namespace tl::cli {

class FakeConsole final : public Console {
  public:
    void print(std::string_view text) override { output += text; }
    void printError(std::string_view text) override { errors += text; }
    void notify(std::string_view line) override {
        if (isKeepingNotices)
            notices.emplace_back(line);
        else
            errors.append(line).append("\n");
    }
    [[nodiscard]] std::vector<std::string> takeNotices() override {
        return std::exchange(notices, {});
    }
    void steer(std::string_view sequence) override { output += sequence; }
    [[nodiscard]] bool isOutputIntact() override { return isIntact; }
    [[nodiscard]] bool isTerminal() const override { return width > 0; }
    [[nodiscard]] std::size_t columns() const override { return width; }
    [[nodiscard]] bool isInputTerminal() const override { return isPersonThere; }
    [[nodiscard]] Secret askSecret(const std::string& question) override {
        questions.push_back(question);
        if (answers.empty()) throw Error{ErrorKind::InvalidInput, "nobody can be asked"};
        Secret answer = Secret::fromText(answers.front());
        answers.pop_front();
        return answer;
    }
    [[nodiscard]] std::optional<std::string> askLine(const std::string& question) override {
        questions.push_back(question);
        output += question;
        if (answers.empty()) return std::nullopt;
        std::string answer = answers.front();
        answers.pop_front();
        return answer;
    }

    std::string output;
    std::string errors;
    std::size_t width = 0;          ///< 0: no terminal.
    bool isKeepingNotices = false;  ///< As while lines are being redrawn.
    std::vector<std::string> notices;
    bool isIntact = true;
    bool isPersonThere = true;
    std::deque<std::string> answers;
    std::vector<std::string> questions;
};

}  // namespace tl::cli
