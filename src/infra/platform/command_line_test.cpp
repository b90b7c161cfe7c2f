#include "infra/platform/command_line.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl {
namespace {

using Words = std::vector<std::string>;

TEST(CommandLine, CutsAtWhiteSpace) {
    EXPECT_EQ(splitCommandLine("pass"), Words{"pass"});
    EXPECT_EQ(splitCommandLine("  pass show\t\nbackup "), (Words{"pass", "show", "backup"}));
}

TEST(CommandLine, QuotesKeepWhiteSpaceAndEachOther) {
    EXPECT_EQ(splitCommandLine("cat '/my files/key' \"it's\""),
              (Words{"cat", "/my files/key", "it's"}));
    EXPECT_EQ(splitCommandLine("'say \"x\"'"), Words{"say \"x\""});
}

TEST(CommandLine, QuotesEndWords) {
    EXPECT_EQ(splitCommandLine("a'b c'd"), (Words{"a", "b c", "d"}));
    EXPECT_EQ(splitCommandLine("a '' \"\" b"), (Words{"a", "b"})) << "no word is empty";
}

TEST(CommandLine, ABackslashKeepsAQuoteFromQuoting) {
    EXPECT_EQ(splitCommandLine("\\\"a b"), (Words{"\"a", "b"}));
    EXPECT_EQ(splitCommandLine("a\\b"), (Words{"a", "b"}));
    EXPECT_EQ(splitCommandLine("\"a\\\"b\""), Words{"a\\\"b"}) << "it stays within quotes";
}

TEST(CommandLine, RefusesOpenQuotesAndNothing) {
    for (const auto* command : {"", " \t", "a 'b", "a \"b", "''", "a \"b'", "'a\\'"}) {
        try {
            (void)splitCommandLine(command);
            ADD_FAILURE() << "accepted " << command;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        }
    }
}

}  // namespace
}  // namespace tl
