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

}  // namespace
}  // namespace tl::services
