#include "infra/platform/terminal_loan.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "infra/platform/process.h"
#include "infra/platform/test_child.h"

namespace tl {
namespace {

/// Makes a new terminal the one of this process, which must be a child made for the test; returns
/// the end where its user sits.
File takeNewTerminal() {
    EXPECT_GT(::setsid(), 0);
    std::signal(SIGHUP, SIG_IGN);  // Sent when the user's end is closed.
    File user = File::fromDescriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "user");
    std::array<char, 100> name{};
    EXPECT_EQ(::grantpt(user.descriptor()), 0);
    EXPECT_EQ(::unlockpt(user.descriptor()), 0);
    EXPECT_EQ(::ptsname_r(user.descriptor(), name.data(), name.size()), 0);
    const int terminal = ::open(name.data(), O_RDWR | O_CLOEXEC);
    EXPECT_EQ(::ioctl(terminal, TIOCSCTTY, 0), 0);
    return user;
}

bool isForeground() {
    const File terminal = File::fromDescriptor(::open("/dev/tty", O_RDWR | O_CLOEXEC), "/dev/tty");
    return ::tcgetpgrp(terminal.descriptor()) == ::getpgrp();
}

TEST(TerminalLoan, AProgramMayAskItsUserAndThenTheTerminalIsOursAgain) {
    runInChild([] {
        File user = takeNewTerminal();
        Process process{{.arguments = {"sh", "-c", "read -r word </dev/tty; echo \"$word\""},
                         .group = ProcessGroup::Asking}};
        EXPECT_FALSE(isForeground());
        const std::string answer = "yes\n";
        user.writeAll(std::as_bytes(std::span{answer}));
        std::array<std::byte, 4> output{};
        ASSERT_EQ(process.readOutput(output, {}), output.size());
        EXPECT_EQ(std::string(reinterpret_cast<const char*>(output.data()), output.size()), answer);
        process.giveTerminalBack();
        EXPECT_TRUE(isForeground());
    });
}

TEST(TerminalLoan, TheTerminalComesBackWithTheProgramsEnd) {
    runInChild([] {
        const File user = takeNewTerminal();
        { const Process process{{.arguments = {"sleep", "9"}, .group = ProcessGroup::Asking}}; }
        EXPECT_TRUE(isForeground());
    });
}

TEST(TerminalLoan, FromTheBackgroundNothingIsLent) {
    runInChild([] {
        const File user = takeNewTerminal();
        const auto first = TerminalLoan::tryTake();
        EXPECT_TRUE(first);
        runInChild([] {
            ASSERT_EQ(::setpgid(0, 0), 0);
            EXPECT_FALSE(TerminalLoan::tryTake());
        });
    });
}

TEST(TerminalLoan, WithoutATerminalNothingIsLent) {
    runInChild([] {
        ASSERT_GT(::setsid(), 0);
        EXPECT_FALSE(TerminalLoan::tryTake());
    });
}

}  // namespace
}  // namespace tl
