#include "infra/platform/terminal.h"

#include <array>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "infra/errors/error.h"
#include "infra/platform/file.h"

namespace tl {
namespace {

/// A terminal whose user is the test.
class FakeTerminal {
  public:
    FakeTerminal()
        : user_{File::fromDescriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), "user")} {
        std::array<char, 100> name{};
        EXPECT_EQ(::grantpt(user_.descriptor()), 0);
        EXPECT_EQ(::unlockpt(user_.descriptor()), 0);
        EXPECT_EQ(::ptsname_r(user_.descriptor(), name.data(), name.size()), 0);
        path_ = name.data();
        program_ =
            File::fromDescriptor(::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC), path_);
    }

    [[nodiscard]] const std::string& path() const { return path_; }

    void type(const std::string& text) { user_.writeAll(std::as_bytes(std::span{text})); }

    /// What is shown, up to and with `end`.
    [[nodiscard]] std::string readUntil(const std::string& end) {
        std::string shown;
        std::array<std::byte, 1> next{};
        while (!shown.ends_with(end) && user_.read(next) == 1)
            shown.push_back(static_cast<char>(next[0]));
        return shown;
    }

    [[nodiscard]] bool hasEcho() const {
        ::termios modes{};
        ::tcgetattr(program_.descriptor(), &modes);
        return (modes.c_lflag & static_cast<::tcflag_t>(ECHO)) != 0;
    }

  private:
    File user_;
    File program_;  ///< Held open, so that the modes last.
    std::string path_;
};

ErrorKind kindOfFailure(const std::string& path) {
    try {
        (void)readPasswordFrom(path, "? ", {});
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no error";
    return ErrorKind::Internal;
}

TEST(Terminal, ReadsAPasswordWithoutShowingIt) {
    FakeTerminal terminal;
    Secret password;
    {
        const std::jthread program{
            [&] { password = readPasswordFrom(terminal.path(), "password: ", {}); }};
        EXPECT_EQ(terminal.readUntil(": "), "password: ");
        EXPECT_FALSE(terminal.hasEcho());
        terminal.type("  s3cret \n");
        EXPECT_EQ(terminal.readUntil("\n"), "\r\n");
    }
    EXPECT_EQ(password.text(), "  s3cret ");
    EXPECT_TRUE(terminal.hasEcho());
}

TEST(Terminal, AnEmptyLineIsAnEmptyPassword) {
    FakeTerminal terminal;
    Secret password = Secret::fromText("unset");
    {
        const std::jthread program{[&] { password = readPasswordFrom(terminal.path(), "? ", {}); }};
        (void)terminal.readUntil("? ");
        terminal.type("\n");
    }
    EXPECT_TRUE(password.isEmpty());
}

TEST(Terminal, AStopBringsBackTheEcho) {
    FakeTerminal terminal;
    std::stop_source source;
    {
        const std::jthread program{[&] {
            EXPECT_THROW((void)readPasswordFrom(terminal.path(), "? ", source.get_token()),
                         Cancelled);
        }};
        (void)terminal.readUntil("? ");
        source.request_stop();
    }
    EXPECT_TRUE(terminal.hasEcho());
}

TEST(Terminal, TheEndOfInputIsAnError) {
    FakeTerminal terminal;
    {
        const std::jthread program{
            [&] { EXPECT_EQ(kindOfFailure(terminal.path()), ErrorKind::InvalidInput); }};
        (void)terminal.readUntil("? ");
        terminal.type("\x04");
    }
    EXPECT_TRUE(terminal.hasEcho());
}

TEST(Terminal, WithoutATerminalThereIsNoOneToAsk) {
    EXPECT_EQ(kindOfFailure("/dev/null"), ErrorKind::InvalidInput);
    EXPECT_EQ(kindOfFailure("/no/such/terminal"), ErrorKind::InvalidInput);
}

TEST(Terminal, CursorMoves) {
    EXPECT_EQ(cursorUp(0), "");
    EXPECT_EQ(cursorUp(12), "\x1b[12A");
}

}  // namespace
}  // namespace tl
