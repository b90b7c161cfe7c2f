#include "ui/cli/live_display.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_console.h"

namespace tl::cli {
namespace {

TEST(LiveDisplay, RedrawsItsLinesOnATerminal) {
    FakeConsole console;
    console.width = 10;
    LiveDisplay display{console};
    display.update({"one", "two"});
    EXPECT_EQ(console.output, "one\ntwo");
    console.output.clear();
    display.update({"three"});
    EXPECT_EQ(console.output,
              "\r\x1b[2K\x1b[1A\r\x1b[2K"
              "three");
}

TEST(LiveDisplay, PutsMessagesAboveItsLines) {
    FakeConsole console;
    console.width = 10;
    LiveDisplay display{console};
    display.update({"one"});
    console.output.clear();
    display.printError("oops");
    EXPECT_EQ(console.errors, "oops\n");
    EXPECT_EQ(console.output,
              "\r\x1b[2K"
              "one");
    console.output.clear();
    display.clear();
    display.clear();
    display.print("done");
    EXPECT_EQ(console.output,
              "\r\x1b[2K"
              "done\n");
}

TEST(LiveDisplay, PrintsWhatCameFromElsewhereAboveItsLines) {
    FakeConsole console;
    console.width = 10;
    LiveDisplay display{console};
    display.update({"one"});
    console.isKeepingNotices = true;
    console.notify("trying again");
    EXPECT_EQ(console.errors, "");
    console.output.clear();
    display.update({"two"});
    EXPECT_EQ(console.errors, "trying again\n");
    EXPECT_EQ(console.output,
              "\r\x1b[2K"
              "two");
    console.notify("once more");
    display.clear();
    EXPECT_EQ(console.errors, "trying again\nonce more\n");
}

TEST(LiveDisplay, CutsLinesToTheTerminal) {
    FakeConsole console;
    console.width = 6;
    LiveDisplay display{console};
    display.update({"abcdefgh"});
    EXPECT_EQ(console.output, "ab…gh");
}

TEST(LiveDisplay, PrintsPlainLinesElsewhere) {
    FakeConsole console;
    {
        LiveDisplay display{console};
        display.update({"one", "current file"});
        display.print("message");
        display.update({"two"});
    }
    EXPECT_EQ(console.output, "one\nmessage\ntwo\n");
}

}  // namespace
}  // namespace tl::cli
