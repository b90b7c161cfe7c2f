#include "ui/cli/cli.h"

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "ui/cli/command_table.h"
#include "ui/cli/completion/completion.h"
#include "ui/cli/error_report.h"
#include "ui/cli/fake_core.h"
#include "ui/cli/text_format.h"

namespace tl::cli {
namespace {

CliResult runFailing(const std::function<void()>& fail, const std::vector<std::string>& more = {}) {
    FakeCore core;
    core.onCall = fail;
    std::vector<std::string> arguments = {"snapshots"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return runFakeCli(core, arguments);
}

CliResult runFailing(ErrorKind kind) {
    return runFailing([kind] { throw Error{kind, "it failed", {{"pack", "1a2b"}}}; });
}

TEST(RunCli, GivesEachKindItsExitCode) {
    EXPECT_EQ(runFailing(ErrorKind::NoRepository).exitCode, 10);
    EXPECT_EQ(runFailing(ErrorKind::Locked).exitCode, 11);
    EXPECT_EQ(runFailing(ErrorKind::WrongPassword).exitCode, 12);
    EXPECT_EQ(runFailing(ErrorKind::Corrupted).exitCode, 1);
    EXPECT_EQ(runFailing([] { throw Cancelled{}; }).exitCode, 130);
    EXPECT_EQ(runFailing([] { throw std::runtime_error{"oops"}; }).exitCode, 1);
    EXPECT_EQ(runFailing([] {}).exitCode, 0);
}

TEST(RunCli, SaysWhatHappenedAndWhatToDo) {
    const CliResult result = runFailing(ErrorKind::Locked);
    EXPECT_TRUE(result.errors.starts_with("Fatal: it failed [pack=1a2b]\n")) << result.errors;
    EXPECT_NE(result.errors.find("tl unlock"), std::string::npos);
    EXPECT_NE(result.errors.find("--retry-lock"), std::string::npos);
    EXPECT_EQ(result.output, "");
}

TEST(RunCli, ReportsErrorsAsResticsJsonOnWish) {
    const CliResult result = runFailing(
        [] {
            throw Error{ErrorKind::WrongPassword, "wrong password or no key found"};
        },
        {"--json"});
    EXPECT_EQ(result.errors,
              "{\"message_type\":\"exit_error\",\"code\":12,\"message\":\"wrong password or no key "
              "found\"}\n");
}

TEST(RunCli, ReportsArgumentErrorsAsJsonToo) {
    FakeCore core;
    const CliResult result = runFakeCli(core, {"snapshots", "--nonsense", "--json"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(result.errors.starts_with("{\"message_type\":\"exit_error\",\"code\":1,"))
        << result.errors;
}

TEST(RunCli, HasAdviceThatNamesWhatToDoForKindsThatNeedIt) {
    EXPECT_NE(adviceFor(ErrorKind::NoRepository).find("tl init"), std::string::npos);
    EXPECT_NE(adviceFor(ErrorKind::Corrupted).find("tl check"), std::string::npos);
    EXPECT_EQ(adviceFor(ErrorKind::InvalidInput), "");
}

TEST(RunCli, PrefersTheHintOfAnErrorToTheAdviceForItsKind) {
    const Error plain{ErrorKind::Corrupted, "damaged", {{"file", "config"}}};
    EXPECT_EQ(adviceFor(plain), adviceFor(ErrorKind::Corrupted));
    const Error hinting{ErrorKind::Corrupted, "damaged", {{"hint", "put it back"}}};
    EXPECT_EQ(adviceFor(hinting), "");
}

TEST(RunCli, NamesTheLikelyCommandForAnUnknownOne) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"bakcup"}).errors,
              "Fatal: unknown command \"bakcup\"; did you mean `tl backup`?\n");
    EXPECT_EQ(runFakeCli(core, {"xyzzy"}).errors,
              "Fatal: unknown command \"xyzzy\"; `tl help` lists all commands\n");
    EXPECT_EQ(runFakeCli(core, {"key"}).errors,
              "Fatal: use one of: `tl key add` `tl key list` `tl key passwd` `tl key remove`\n");
    EXPECT_EQ(runFakeCli(core, {"xyzzy"}).exitCode, 1);
}

TEST(RunCli, FailsWhenItsOutputGoesNowhere) {
    FakeCore core;
    FakeConsole console;
    console.isIntact = false;
    EXPECT_EQ(runFakeCli(core, {"version"}, {}, console).exitCode, 1);
    EXPECT_EQ(console.errors, "Fatal: cannot write to standard output\n");
}

TEST(RunCli, ShowsHelpInAllItsForms) {
    FakeCore core;
    const std::string help = runFakeCli(core, {}).output;
    EXPECT_EQ(runFakeCli(core, {"help"}).output, help);
    EXPECT_EQ(runFakeCli(core, {"-h"}).output, help);
    for (const CommandEntry& entry : allCommands())
        EXPECT_NE(help.find("  " + std::string{entry.name} + " "), std::string::npos) << entry.name;
    const std::string backup = runFakeCli(core, {"help", "backup"}).output;
    EXPECT_EQ(runFakeCli(core, {"backup", "--help"}).output, backup);
    EXPECT_NE(backup.find("-e, --exclude pattern"), std::string::npos);
    EXPECT_NE(runFakeCli(core, {"help", "key", "add"}).output.find("--new-password-file"),
              std::string::npos);
    const std::string keys = runFakeCli(core, {"help", "key"}).output;
    EXPECT_NE(keys.find("\n  key add "), std::string::npos) << keys;
    EXPECT_EQ(keys.find("\n  backup "), std::string::npos);
    EXPECT_EQ(runFakeCli(core, {"key", "--help"}).output, keys);
    EXPECT_EQ(runFakeCli(core, {"key"}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

TEST(RunCli, BreaksHelpAtTheTerminalsWidth) {
    FakeCore core;
    FakeConsole console;
    constexpr std::size_t kColumns = 80;
    console.width = kColumns;
    for (const char* topic : {"", "backup", "key"}) {
        const std::vector<std::string> words = {"help", topic};
        const std::size_t count = *topic == '\0' ? 1 : 2;
        std::istringstream lines{
            runFakeCli(core, {words.begin(), words.begin() + count}, {}, console).output};
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(displayWidth(line), kColumns) << line;
    }
}

TEST(Cli, EveryCommandHasHelpOfItsOwn) {
    FakeCore core;
    for (const CommandEntry& entry : allCommands()) {
        std::vector<std::string> words;
        std::istringstream name{std::string{entry.name}};
        for (std::string word; name >> word;)
            words.push_back(word);
        words.emplace_back("--help");
        const CliResult result = runFakeCli(core, words);
        EXPECT_EQ(result.exitCode, 0) << entry.name << ": " << result.errors;
        EXPECT_NE(result.output.find("tl " + std::string{entry.name}), std::string::npos);
    }
}

TEST(CommandTable, IsSortedAndHasNoTwins) {
    std::string last;
    for (const CommandEntry& entry : allCommands()) {
        EXPECT_LT(last, entry.name);
        last = entry.name;
    }
}

TEST(CommandTable, DeclaresOptionsThatAgreeWithTheGlobalOnes) {
    for (const CommandEntry& entry : allCommands()) {
        GlobalOptions global;
        OptionSet options;
        global.declare(options);
        entry.make()->declare(options);  // Asserts that no name or letter is taken twice.
        for (const Option& option : options.all())
            EXPECT_EQ(option.needsValue(),
                      !option.text.value.empty() && option.text.name != "verbose")
                << option.text.name;
    }
}

TEST(Completion, KnowsAllCommandsAndOptions) {
    const std::set<std::string> scripts = {makeBashCompletion(), makeZshCompletion(),
                                           makeFishCompletion()};
    for (const std::string& script : scripts)
        for (const char* word : {"backup", "snapshots", "exclude-larger-than", "masterkey",
                                 "if-newer", "passwd", "new-password-file", "repository-file"})
            EXPECT_NE(script.find(word), std::string::npos) << word;
}

TEST(Completion, GoesToTheFileNamed) {
    FakeCore core;
    const CliResult result = runFakeCli(core, {"generate", "--bash-completion", "-"});
    EXPECT_EQ(result.output, makeBashCompletion());
    EXPECT_EQ(runFakeCli(core, {"generate"}).exitCode, 1);
}

}  // namespace
}  // namespace tl::cli
