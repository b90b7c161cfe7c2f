// Questions to a person, one after another, and their answers: from the command line, from a
// terminal, from lines of standard input, or as suggested.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/secret.h"
#include "ui/cli/console.h"

namespace tl::cli {

struct Question {
    std::string text{};                  ///< "Where shall the backups go".
    std::string suggestion{};            ///< Stands for an empty answer; empty: there is none.
    std::optional<std::string> given{};  ///< The answer that the command line has.
    std::string option{};                ///< How the command line gives it: "--name".
};

/// Ask: a person, or lines of standard input. Suggest: takes what is suggested. Refuse: only the
/// command line answers, as where the output is for programs.
enum class Manner : unsigned char { Ask, Suggest, Refuse };

enum class Telling : unsigned char { On, Off };

/// A wrong answer is told, with what to do, and asked for again, three times in all.
/// **Errors:** all questions: InvalidInput when the answers end, and when nobody may be asked and
/// nothing else answers; that of the last wrong answer; Cancelled.
class Interview {
  public:
    /// Borrows `console`.
    Interview(Console& console, Manner manner, Telling telling);

    /// Tells a line, unless nobody is to be told anything.
    void say(std::string_view line);
    /// `accept` throws an Error for an answer that it does not like. What the command line gives is
    /// not asked for again.
    void ask(const Question& question, const std::function<void(const std::string&)>& accept);
    /// Yes or no. Without a suggestion it takes a word.
    [[nodiscard]] bool confirm(const Question& question);
    /// Runs `once`, again after an error as long as a person can do better.
    void attempt(const std::function<void()>& once);
    /// Asks without showing what is typed; may be empty.
    [[nodiscard]] Secret askSecret(const std::string& question, const std::string& option);

    [[nodiscard]] Manner manner() const { return manner_; }

  private:
    [[nodiscard]] std::string answerTo(const Question& question);
    [[nodiscard]] std::string readLine(const std::string& prompt);
    void requireAnswers(const std::string& question, const std::string& option) const;

    Console& console_;
    const Manner manner_;
    const Telling telling_;
    bool hasEnded_ = false;  ///< No more answers will come.
};

}  // namespace tl::cli
