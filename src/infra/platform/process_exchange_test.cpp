#include <array>
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/platform/process.h"
#include "infra/platform/wake_pipe.h"

namespace tl {
namespace {

constexpr std::chrono::milliseconds kLong{20'000};

ProcessOptions talking(const std::string& script) {
    return {.arguments = {"sh", "-c", script},
            .group = ProcessGroup::Own,
            .input = ProcessInput::Sent,
            .errors = ProcessErrors::Kept};
}

/// Sends all of `input` and returns all output, in turns of small rooms.
std::string converse(Process& process, const std::string& input) {
    const WakePipe wake;
    std::span<const std::byte> rest = std::as_bytes(std::span{input});
    std::array<std::byte, 1000> room{};
    std::string output;
    while (true) {
        const Exchanged done = process.exchange({rest, room, wake, kLong});
        EXPECT_FALSE(done.isOutOfPatience);
        rest = rest.subspan(done.sent);
        if (rest.empty()) process.closeInput();
        output.append(reinterpret_cast<const char*>(room.data()), done.received);
        if (done.hasEnded || done.isOutOfPatience) return output;
    }
}

TEST(ProcessExchange, SendsAndReceivesMoreThanThePipesHold) {
    Process process{talking("cat")};
    const std::string input(3'000'000, 'x');
    EXPECT_TRUE(converse(process, input) == input);
    EXPECT_TRUE(process.wait({}).isSuccess());
}

TEST(ProcessExchange, HandsMuchOverToAProgramThatIsBusy) {
    Process process{talking("exec sleep 1000")};
    const WakePipe wake;
    std::array<std::byte, 10> room{};
    const std::vector<std::byte> input(3'000'000);
    std::size_t sent = 0;
    while (true) {
        const Exchanged done = process.exchange(
            {std::span{input}.subspan(sent), room, wake, std::chrono::milliseconds{1}});
        sent += done.sent;
        if (done.isOutOfPatience) break;
    }
    EXPECT_GE(sent, 1'000'000U);
    EXPECT_LT(sent, input.size());
}

TEST(ProcessExchange, KeepsTheEndOfStandardError) {
    Process process{talking("yes error | head -n 100000 >&2; printf last >&2; echo done")};
    EXPECT_EQ(converse(process, "x"), "done\n");
    (void)process.wait({});
    EXPECT_TRUE(process.errors().ends_with("error\nlast"));
    EXPECT_LE(process.errors().size(), 8192U);
}

TEST(ProcessExchange, AProgramThatTakesNoInputRaisesNoSignal) {
    const auto before = std::signal(SIGPIPE, SIG_DFL);
    Process process{talking("exec <&-; echo deaf; sleep 0.2")};
    EXPECT_EQ(converse(process, std::string(3'000'000, 'x')), "deaf\n");
    EXPECT_TRUE(process.wait({}).isSuccess());
    std::signal(SIGPIPE, before);
}

TEST(ProcessExchange, TellsSilenceFromAWake) {
    Process process{talking("exec sleep 1000")};
    const WakePipe wake;
    std::array<std::byte, 10> room{};
    const auto turn = [&](std::chrono::milliseconds patience) {
        return process.exchange({{}, room, wake, patience});
    };
    EXPECT_TRUE(turn(std::chrono::milliseconds{1}).isOutOfPatience);
    wake.wake();
    wake.wake();
    EXPECT_FALSE(turn(kLong).isOutOfPatience);
    EXPECT_TRUE(turn(std::chrono::milliseconds{1}).isOutOfPatience) << "a wake is for one turn";
}

TEST(ProcessExchange, SaysWhetherTheProgramEndsInTime) {
    Process process{talking("cat")};
    EXPECT_FALSE(process.endsWithin(std::chrono::milliseconds{1}));
    process.closeInput();
    EXPECT_TRUE(process.endsWithin(kLong));
    EXPECT_TRUE(process.wait({}).isSuccess());
}

TEST(ProcessExchange, AskingWithoutATerminalIsAsInAnOwnGroup) {
    ProcessOptions options = talking("cut -d' ' -f5 /proc/$$/stat; echo $$");
    options.group = ProcessGroup::Asking;
    Process process{options};
    process.giveTerminalBack();
    const std::string output = converse(process, "x");
    const std::size_t line = output.find('\n');
    ASSERT_NE(line, std::string::npos);
    EXPECT_EQ(std::stol(output), std::stol(output.substr(line)));
    EXPECT_TRUE(process.wait({}).isSuccess());
}

}  // namespace
}  // namespace tl
