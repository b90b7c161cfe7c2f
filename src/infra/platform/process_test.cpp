#include "infra/platform/process.h"

#include <array>
#include <csignal>

#include <gtest/gtest.h>
#include <unistd.h>

#include "infra/platform/file_system.h"

namespace tl {
namespace {

std::string textOf(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ProcessOptions shell(const std::string& script, ProcessGroup group = ProcessGroup::Shared) {
    return {.arguments = {"sh", "-c", script}, .group = group};
}

/// The output of a script that succeeds.
std::string outputOf(const std::string& script) {
    const auto captured = captureOutput(shell(script), 10000, {});
    EXPECT_TRUE(captured.status.isSuccess()) << toText(captured.status);
    return textOf(captured.bytes);
}

ErrorKind kindOfFailure(const ProcessOptions& options, std::size_t sizeMax = 100) {
    try {
        (void)captureOutput(options, sizeMax, {});
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::Internal;
}

TEST(Process, CapturesWhatTheProgramPrints) {
    const auto captured =
        captureOutput({.arguments = {"printf", "%s|", "a b", "$HOME", "*"}}, 100, {});
    EXPECT_EQ(textOf(captured.bytes), "a b|$HOME|*|") << "no shell reads the words";
    EXPECT_TRUE(captured.status.isSuccess());
}

TEST(Process, TellsHowTheProgramEnded) {
    const auto failed = captureOutput(shell("echo x; exit 3"), 100, {});
    EXPECT_EQ(failed.status, (ExitStatus{.code = 3, .signal = 0}));
    EXPECT_EQ(toText(failed.status), "exit status 3");
    EXPECT_EQ(textOf(failed.bytes), "x\n");
    const auto killed = captureOutput(shell("kill -KILL $$"), 100, {});
    EXPECT_EQ(killed.status, (ExitStatus{.code = 0, .signal = SIGKILL}));
    EXPECT_EQ(toText(killed.status), "killed by signal 9");
}

TEST(Process, InputIsEmpty) {
    EXPECT_EQ(outputOf("cat; echo end"), "end\n");
}

TEST(Process, HasTheEnvironmentThatIsGiven) {
    ProcessOptions options = shell("env");
    options.environment = {"ONLY=this", "PATH=/bin"};
    const std::string output = textOf(captureOutput(options, 1000, {}).bytes);
    EXPECT_NE(output.find("ONLY=this\n"), std::string::npos);
    EXPECT_EQ(output.find("HOME="), std::string::npos) << output;
    EXPECT_FALSE(ownEnvironment().empty());
}

TEST(Process, MayHaveASocketInPlaceOfPipes) {
    Process process{{.arguments = {"sh", "-c", "read word; echo \"got $word\""},
                     .group = ProcessGroup::Own,
                     .input = ProcessInput::Socket}};
    File socket = process.takeSocket();
    const std::string sent = "hello\n";
    socket.writeAll(std::as_bytes(std::span{sent}));
    std::array<std::byte, 100> answer{};
    EXPECT_EQ(textOf(std::span{answer}.first(socket.read(answer))), "got hello\n");
    EXPECT_TRUE(process.wait({}).isSuccess());
}

TEST(Process, IsEndedWithItsChildren) {
    std::array<std::byte, 100> answer{};
    {
        // The child does not hear of SIGTERM, and outlives its parent.
        Process process{{.arguments = {"sh", "-c",
                                       "sh -c 'trap \"\" TERM; echo $$; exec sleep 1000' & "
                                       "trap 'exit 0' TERM; wait"},
                         .group = ProcessGroup::Own,
                         .input = ProcessInput::Socket}};
        File socket = process.takeSocket();
        ASSERT_GT(socket.read(std::span{answer}.first(1)), 0U);
        std::size_t size = 1;
        while (answer[size - 1] != std::byte{'\n'} &&
               socket.read(std::span{answer}.subspan(size, 1)) == 1)
            ++size;
    }
    // Of a program that has ended and was not collected, nothing is left here, either.
    const std::string line = "/proc/" + std::to_string(std::stol(textOf(answer))) + "/cmdline";
    const auto isThere = [&line] { return !tryReadFile(line, 1000).value_or("").empty(); };
    for (int i = 0; i < 500 && isThere(); ++i)
        ::usleep(10'000);
    EXPECT_FALSE(isThere());
}

TEST(Process, InheritsNoDescriptorOfOurs) {
    const File file = File::openForReading("/etc/passwd", Follow::Yes);
    const std::string descriptor = "/proc/self/fd/" + std::to_string(file.descriptor());
    EXPECT_EQ(outputOf("readlink " + descriptor + " || echo none"), "none\n");
}

TEST(Process, SignalsWorkForTheProgramAsUsual) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(captureOutput(shell("kill -PIPE $$"), 100, {}).status.signal, SIGPIPE);
    std::signal(SIGPIPE, before);
}

TEST(Process, OutputMayBeReadInPieces) {
    Process process{shell("printf abcdefg")};
    std::array<std::byte, 3> piece{};
    std::string all;
    std::size_t got = 0;
    do {
        got = process.readOutput(piece, {});
        all += textOf(std::span{piece}.first(got));
    } while (got == piece.size());
    EXPECT_EQ(all, "abcdefg");
    EXPECT_TRUE(process.wait({}).isSuccess());
    EXPECT_TRUE(process.wait({}).isSuccess()) << "and may be asked again";
}

TEST(Process, RefusesMoreThanTheLimit) {
    EXPECT_EQ(captureOutput(shell("printf 12345"), 5, {}).bytes.size(), 5U);
    EXPECT_EQ(kindOfFailure(shell("printf 123456"), 5), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOfFailure({.arguments = {"yes"}}, 5), ErrorKind::ResourceExhausted);
}

TEST(Process, SaysWhyAProgramCannotStart) {
    EXPECT_EQ(kindOfFailure({.arguments = {"/no/such/program"}}), ErrorKind::NotFound);
    EXPECT_EQ(kindOfFailure({.arguments = {"/etc/passwd"}}), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOfFailure({.arguments = {}}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOfFailure({.arguments = {""}}), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOfFailure({.arguments = {std::string("a\0b", 3)}}), ErrorKind::InvalidInput);
}

TEST(Process, AStopEndsReading) {
    std::stop_source source;
    Process process{{.arguments = {"sleep", "1000"}}};
    std::array<std::byte, 1> piece{};
    source.request_stop();
    EXPECT_THROW((void)process.readOutput(piece, source.get_token()), Cancelled);
}

TEST(Process, AStopEndsWaitingAndTheProgram) {
    std::stop_source source;
    Process process{{.arguments = {"sleep", "1000"}}};
    source.request_stop();
    EXPECT_THROW((void)process.wait(source.get_token()), Cancelled);
    EXPECT_EQ(process.wait({}).signal, SIGKILL);
}

TEST(Process, AnOwnGroupEndsAsAWhole) {
    // The grandchild holds the write end of this pipe; reading ends when it is gone.
    std::array<std::byte, 100> piece{};
    Process process{shell("sleep 1000 & echo started; wait", ProcessGroup::Own)};
    ASSERT_EQ(process.readOutput(std::span{piece}.first(8), {}), 8U);
    std::stop_source source;
    source.request_stop();
    EXPECT_THROW((void)process.wait(source.get_token()), Cancelled);
    EXPECT_EQ(process.readOutput(piece, {}), 0U);
}

}  // namespace
}  // namespace tl
