#include "ui/cli/setup/interview.h"

#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "ui/cli/fake_console.h"

namespace tl::cli {
namespace {

class InterviewTest : public testing::Test {
  protected:
    Interview make(Manner manner) { return {console_, manner, Telling::On}; }
    /// Takes numbers alone.
    std::string ask(Interview& interview, const Question& question) {
        std::string taken;
        interview.ask(question, [&](const std::string& answer) {
            heard_.push_back(answer);
            if (answer.find_first_not_of("0123456789") != std::string::npos)
                throw Error{ErrorKind::PermissionDenied, "no number: " + answer};
            taken = answer;
        });
        return taken;
    }

    FakeConsole console_;
    std::vector<std::string> heard_;
    const Question question_{.text = "How many", .suggestion = "7", .option = "--count"};
};

TEST_F(InterviewTest, AnEmptyAnswerIsTheSuggestion) {
    Interview interview = make(Manner::Ask);
    console_.answers = {"", "12"};
    EXPECT_EQ(ask(interview, question_), "7");
    EXPECT_EQ(ask(interview, question_), "12");
    EXPECT_EQ(console_.questions[0], "How many [7]? ");
}

TEST_F(InterviewTest, AWrongAnswerIsToldWithWhatToDoAndAskedAgain) {
    Interview interview = make(Manner::Ask);
    console_.answers = {"many", "some", "3"};
    EXPECT_EQ(ask(interview, question_), "3");
    EXPECT_NE(console_.output.find("That will not do: no number: many"), std::string::npos);
    EXPECT_NE(console_.output.find("give this user the permission"), std::string::npos);
    console_.answers = {"a", "b", "c", "4"};
    EXPECT_EQ(kindThrown([&] { (void)ask(interview, question_); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(console_.answers.size(), 1U) << "three times is enough";
}

TEST_F(InterviewTest, AnAnswerIsNeededWhereNothingIsSuggested) {
    Interview interview = make(Manner::Ask);
    console_.answers = {"", "5"};
    EXPECT_EQ(ask(interview, {.text = "How many", .option = "--count"}), "5");
    EXPECT_NE(console_.output.find("an answer is needed"), std::string::npos);
}

TEST_F(InterviewTest, TheEndOfTheAnswersEndsIt) {
    Interview interview = make(Manner::Ask);
    console_.answers = {"many"};
    EXPECT_EQ(kindThrown([&] { (void)ask(interview, question_); }), ErrorKind::InvalidInput);
    EXPECT_EQ(console_.questions.size(), 2U);
}

TEST_F(InterviewTest, WhatTheCommandLineGivesIsNotAskedForAgain) {
    Interview interview = make(Manner::Ask);
    EXPECT_EQ(ask(interview, {.text = "How many", .given = "9", .option = "--count"}), "9");
    try {
        (void)ask(interview, {.text = "How many", .given = "x", .option = "--count"});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_NE(error.describe().find("[option=--count]"), std::string::npos);
    }
    EXPECT_TRUE(console_.questions.empty());
}

TEST_F(InterviewTest, ToTakeSuggestionsAsksNobody) {
    Interview interview = make(Manner::Suggest);
    EXPECT_EQ(ask(interview, question_), "7");
    EXPECT_EQ(kindThrown([&] { (void)ask(interview, {.text = "How many", .option = "--count"}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)interview.askSecret("Password", "-p"); }),
              ErrorKind::InvalidInput);
    Interview refusing = make(Manner::Refuse);
    EXPECT_EQ(kindThrown([&] { (void)ask(refusing, question_); }), ErrorKind::InvalidInput);
    EXPECT_TRUE(console_.questions.empty());
}

TEST_F(InterviewTest, YesAndNoAreWords) {
    Interview interview = make(Manner::Ask);
    console_.answers = {"perhaps", "yes", "n", ""};
    EXPECT_TRUE(interview.confirm({.text = "Go on"}));
    EXPECT_FALSE(interview.confirm({.text = "Go on"}));
    EXPECT_TRUE(interview.confirm({.text = "Go on", .suggestion = "yes"}));
}

TEST_F(InterviewTest, SecretsComeFromATerminalOrALine) {
    Interview interview = make(Manner::Ask);
    console_.answers = {"hidden", "a line"};
    EXPECT_EQ(interview.askSecret("Password", "-p").text(), "hidden");
    EXPECT_EQ(console_.output, "") << "the terminal shows the question, and nothing is echoed";
    console_.isPersonThere = false;
    EXPECT_EQ(interview.askSecret("Password", "-p").text(), "a line");
    EXPECT_EQ(kindThrown([&] { (void)interview.askSecret("Password", "-p"); }),
              ErrorKind::InvalidInput);
}

TEST_F(InterviewTest, TellsNothingWhereTheOutputIsForPrograms) {
    Interview interview{console_, Manner::Ask, Telling::Off};
    interview.say("words");
    EXPECT_EQ(console_.output, "");
}

}  // namespace
}  // namespace tl::cli
