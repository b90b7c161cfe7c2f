#include "services/security/password.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::services {
namespace {

std::string resolved(const PasswordSource& source) {
    return std::string{resolvePassword(source, "password for a test", {}).text()};
}

ErrorKind kindOf(const PasswordSource& source) {
    try {
        (void)resolvePassword(source, "password for a test", {});
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::Internal;
}

TEST(Password, ComesTrimmedFromAFile) {
    const TemporaryDirectory folder;
    const std::string path = folder / "password";
    writeFile(path, " secret\n");
    EXPECT_EQ(resolved({.file = path}), "secret");
}

TEST(Password, IsRecodedFromUtf16InAFile) {
    const TemporaryDirectory folder;
    const std::string path = folder / "password";
    using std::string_view_literals::operator""sv;
    writeFile(path, "\xff\xfep\0\xe4\0\n\0"sv);
    EXPECT_EQ(resolved({.file = path}), "p\xc3\xa4");
}

TEST(Password, ComesTrimmedFromACommand) {
    EXPECT_EQ(resolved({.command = "printf ' %s\\n' 'two words'"}), "two words");
}

TEST(Password, IsRefusedFromACommandThatFails) {
    EXPECT_EQ(kindOf({.command = "sh -c 'echo secret; exit 3'"}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf({.command = "/nowhere/command"}), ErrorKind::NotFound);
}

TEST(Password, ComesUntrimmedFromTheEnvironment) {
    EXPECT_EQ(resolved({.environmentValue = " secret\n"}), " secret\n");
}

TEST(Password, ComesFromTheFileBeforeTheEnvironment) {
    const TemporaryDirectory folder;
    const std::string path = folder / "password";
    writeFile(path, "filed");
    EXPECT_EQ(resolved({.file = path, .environmentValue = "other"}), "filed");
}

TEST(Password, IsAskedForWhenNothingElseGivesOne) {
    std::string question;
    const auto prompt = [&question](const std::string& text) {
        question = text;
        return Secret::fromText("typed");
    };
    EXPECT_EQ(resolved({.environmentValue = "", .prompt = prompt}), "typed");
    EXPECT_EQ(question, "enter password for a test: ");
}

TEST(Password, IsEmptyOnlyWhereThatIsAllowed) {
    EXPECT_EQ(resolved({.isEmptyAllowed = true}), "");
    const auto prompt = [](const std::string&) { return Secret{}; };
    EXPECT_EQ(kindOf({.prompt = prompt}), ErrorKind::InvalidInput);
    const TemporaryDirectory folder;
    writeFile(folder / "password", "\n");
    EXPECT_EQ(kindOf({.file = folder / "password"}), ErrorKind::InvalidInput);
}

TEST(Password, RefusesContradictions) {
    EXPECT_EQ(kindOf({.file = "/a", .command = "b"}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf({.environmentValue = "a", .isEmptyAllowed = true}), ErrorKind::InvalidInput);
}

TEST(Password, IsAskedForOnlyAsTheLastResort) {
    const auto prompt = [](const std::string&) { return Secret{}; };
    EXPECT_TRUE(isAskedFor({.prompt = prompt}));
    EXPECT_TRUE(isAskedFor({.environmentValue = "", .prompt = prompt}));
    EXPECT_FALSE(isAskedFor({}));
    EXPECT_FALSE(isAskedFor({.file = "/a", .prompt = prompt}));
    EXPECT_FALSE(isAskedFor({.command = "a", .prompt = prompt}));
    EXPECT_FALSE(isAskedFor({.environmentValue = "a", .prompt = prompt}));
    EXPECT_FALSE(isAskedFor({.isEmptyAllowed = true, .prompt = prompt}));
}

TEST(Password, SaysWhenThereIsNone) {
    EXPECT_EQ(kindOf({}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOf({.file = "/nowhere/password"}), ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl::services
