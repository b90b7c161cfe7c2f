#include "services/program_call.h"

#include <chrono>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/clock.h"
#include "infra/platform/file_system.h"
#include "infra/platform/process.h"
#include "infra/platform/temporary_directory.h"
#include "infra/resources/stop_after.h"

namespace tl::services {
namespace {

void run(std::vector<std::string> words,
         std::string_view input = {},
         const std::stop_token& stop = {}) {
    callProgram({.words = std::move(words),
                 .environment = ownEnvironment(),
                 .input = std::as_bytes(std::span{input})},
                stop);
}

TEST(ProgramCall, HandsItsInputOver) {
    const TemporaryDirectory folder;
    const std::string large(300'000, 'x');
    run({"sh", "-c", "cat >" + (folder / "got")}, large);
    EXPECT_EQ(readFile(folder / "got", 1'000'000), large);
    run({"sh", "-c", "cat >" + (folder / "got")});
    EXPECT_EQ(readFile(folder / "got", 10), "") << "without input it ends at once";
}

TEST(ProgramCall, LeavesUnreadWhatIsPrinted) {
    EXPECT_NO_THROW(run({"sh", "-c", "head -c 300000 /dev/zero"}));
}

TEST(ProgramCall, TellsWhyAProgramFailed) {
    try {
        run({"sh", "-c", "echo 'bad \033 paper' >&2; exit 3"});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        EXPECT_STREQ(error.what(), "\"sh\" ended with exit status 3: bad \\x1b paper");
    }
    EXPECT_EQ(kindThrown([] { run({"/nowhere/program"}); }), ErrorKind::NotFound);
}

TEST(ProgramCall, EndsAProgramThatIsStopped) {
    SystemClock clock;
    const StopAfter soon{clock, std::chrono::milliseconds{50}};
    EXPECT_THROW(run({"sleep", "1000"}, {}, soon.token()), Cancelled);
}

/// What the program printed, line by line, and what came of it.
struct Told {
    std::vector<std::string> lines{};
    std::string error{};
};

Told listenTo(const std::string& script,
              std::optional<std::chrono::milliseconds> timeMax = std::nullopt) {
    Told told;
    try {
        callProgram({.words = {"sh", "-c", script},
                     .environment = ownEnvironment(),
                     .timeMax = timeMax,
                     .onLine = [&told](const std::string& line) { told.lines.push_back(line); }},
                    {});
    } catch (const Error& error) {
        told.error = error.what();
    }
    return told;
}

TEST(ProgramCall, TellsWhatIsPrintedLineByLine) {
    const Told told = listenTo("printf 'one\\ntw\\033o\\n\\nlast'; echo odd >&2");
    EXPECT_EQ(told.lines, (std::vector<std::string>{"one", "tw\\x1bo", "last", "odd"}));
    EXPECT_EQ(told.error, "");
    EXPECT_EQ(listenTo("head -c 5000 /dev/zero | tr '\\0' x").lines.size(), 3U) << "cut";
    const Told failed = listenTo("echo trying; echo 'no disk' >&2; exit 1");
    EXPECT_EQ(failed.lines, (std::vector<std::string>{"trying", "no disk"}));
    EXPECT_EQ(failed.error, "\"sh\" ended with exit status 1: no disk");
}

TEST(ProgramCall, EndsAProgramThatTakesTooLong) {
    const Told told = listenTo("echo begun; sleep 1000", std::chrono::milliseconds{300});
    EXPECT_EQ(told.lines, std::vector<std::string>{"begun"});
    EXPECT_NE(told.error.find("took longer"), std::string::npos) << told.error;
}

TEST(ProgramCall, DoesNotWaitForWhatIsLeftRunning) {
    const TemporaryDirectory folder;
    const std::string mark = folder / "mark";
    const Told told =
        listenTo("(sleep 2; touch " + mark + ") & echo started", std::chrono::milliseconds{60'000});
    EXPECT_EQ(told.lines, std::vector<std::string>{"started"});
    EXPECT_FALSE(exists(mark)) << "it was waited for";
    const SystemClock clock;
    const auto until = clock.monotonic() + std::chrono::seconds{30};
    SystemClock sleeper;
    while (!exists(mark) && clock.monotonic() < until)
        (void)sleeper.sleep(std::chrono::milliseconds{50}, {});
    EXPECT_TRUE(exists(mark)) << "it was ended";
}

}  // namespace
}  // namespace tl::services
