#include "ui/cli/argument_parser.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::cli {
namespace {

/// A set like those of real commands: flags, a counter, values.
struct Parsed {
    bool isForced = false;
    bool isOneFileSystem = false;
    int verbose = 0;
    std::string host = "unset";
    std::vector<std::string> excludes;
    std::uint64_t count = 0;
    std::vector<std::string> operands;
};

void declare(Parsed& parsed, OptionSet& options) {
    options.flag({"force", 'f', "", "", "", {}}, parsed.isForced);
    options.flag({"one-file-system", 'x', "", "", "", {}}, parsed.isOneFileSystem);
    options.counter({"verbose", 'v', "n", "", "", {}}, parsed.verbose);
    options.text({"host", 'H', "host", "", "", {}}, parsed.host);
    options.list({"exclude", 'e', "pattern", "", "", {}}, parsed.excludes);
    options.number({"count", '\0', "n", "", "", {}}, parsed.count);
}

Parsed parse(const std::vector<std::string>& arguments) {
    Parsed parsed;
    OptionSet options;
    declare(parsed, options);
    parsed.operands = parseArguments(arguments, options);
    return parsed;
}

std::string errorOf(const std::vector<std::string>& arguments) {
    try {
        (void)parse(arguments);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.what();
    }
    return "no error";
}

using Words = std::vector<std::string>;

TEST(ParseArguments, TakesExactlyOneValueWhateverItLooksLike) {
    for (const std::string value : {"", "-x", "--", "--host", "[abc]", "{}", "++", "a=b", "a,b"}) {
        const Parsed parsed = parse({"--exclude", value, "folder"});
        EXPECT_EQ(parsed.excludes, Words{value});
        EXPECT_EQ(parsed.operands, Words{"folder"});
    }
}

TEST(ParseArguments, ReadsEveryWayToWriteAValue) {
    EXPECT_EQ(parse({"--host", "a"}).host, "a");
    EXPECT_EQ(parse({"--host=a"}).host, "a");
    EXPECT_EQ(parse({"-H", "a"}).host, "a");
    EXPECT_EQ(parse({"-Ha"}).host, "a");
    EXPECT_EQ(parse({"-H=a"}).host, "a");
    EXPECT_EQ(parse({"--host=a=b"}).host, "a=b");
}

TEST(ParseArguments, KeepsAnEmptyValueEmpty) {
    const Parsed parsed = parse({"--host=", "folder"});
    EXPECT_EQ(parsed.host, "");
    EXPECT_EQ(parsed.operands, Words{"folder"});
    EXPECT_EQ(parse({"--host", "", "folder"}).host, "");
}

TEST(ParseArguments, KeepsTheLastOfSeveralAndAllOfAList) {
    EXPECT_EQ(parse({"-H", "a", "-H", "b"}).host, "b");
    EXPECT_EQ(parse({"-e", "a", "x", "-e", "b", "y"}).excludes, (Words{"a", "b"}));
    EXPECT_EQ(parse({"-e", "a", "x", "-e", "b", "y"}).operands, (Words{"x", "y"}));
}

TEST(ParseArguments, JoinsLetters) {
    const Parsed parsed = parse({"-xfe", "pattern", "folder"});
    EXPECT_TRUE(parsed.isOneFileSystem);
    EXPECT_TRUE(parsed.isForced);
    EXPECT_EQ(parsed.excludes, Words{"pattern"});
    EXPECT_EQ(parsed.operands, Words{"folder"});
    EXPECT_EQ(parse({"-xepattern"}).excludes, Words{"pattern"});
}

TEST(ParseArguments, CountsHowOftenAFlagIsGiven) {
    EXPECT_EQ(parse({"-vv"}).verbose, 2);
    EXPECT_EQ(parse({"-v", "--verbose", "-v"}).verbose, 3);
    EXPECT_EQ(parse({"--verbose=2"}).verbose, 2);
    EXPECT_EQ(parse({"-v=2"}).verbose, 2);
    EXPECT_EQ(parse({"-v", "2"}).operands, Words{"2"});
}

TEST(ParseArguments, SwitchesFlagsOffAgain) {
    EXPECT_FALSE(parse({"--force", "--force=false"}).isForced);
    EXPECT_TRUE(parse({"--force=true"}).isForced);
    EXPECT_NE(errorOf({"--force=maybe"}), "no error");
}

TEST(ParseArguments, LeavesAllAfterTwoDashesAlone) {
    const Parsed parsed = parse({"a", "--", "-x", "--host", "--"});
    EXPECT_EQ(parsed.operands, (Words{"a", "-x", "--host", "--"}));
    EXPECT_FALSE(parsed.isOneFileSystem);
}

TEST(ParseArguments, TakesADashAndOddWordsForOperands) {
    EXPECT_EQ(parse({"-", "", "[a,b]", "{x}"}).operands, (Words{"-", "", "[a,b]", "{x}"}));
}

TEST(ParseArguments, NamesTheLikelyOptionForAnUnknownOne) {
    EXPECT_EQ(errorOf({"--exlude=a"}), "unknown option --exlude; did you mean --exclude?");
    EXPECT_EQ(errorOf({"--nothing-like-it"}), "unknown option --nothing-like-it");
    EXPECT_EQ(errorOf({"-Z"}), "unknown option -Z");
    EXPECT_EQ(errorOf({"-xZ"}), "unknown option -Z");
}

TEST(ParseArguments, SaysWhatIsWrongWithAValue) {
    EXPECT_EQ(errorOf({"--host"}), "option --host needs a value");
    EXPECT_EQ(errorOf({"-xH"}), "option -H needs a value");
    EXPECT_EQ(errorOf({"--count", "many"}),
              "bad value \"many\" for --count: a whole number is needed");
    EXPECT_NE(errorOf({"--count", "-1"}), "no error");
    EXPECT_NE(errorOf({"--count", "99999999999999999999"}), "no error");
}

std::vector<std::size_t> operandsOf(const Words& arguments) {
    Parsed parsed;
    OptionSet options;
    declare(parsed, options);
    return findOperands(arguments, options);
}

TEST(FindOperands, SkipsOptionsAndTheirValues) {
    using Positions = std::vector<std::size_t>;
    EXPECT_EQ(operandsOf({"backup", "a"}), (Positions{0, 1}));
    EXPECT_EQ(operandsOf({"-H", "x", "backup", "-f", "a"}), (Positions{2, 4}));
    EXPECT_EQ(operandsOf({"--host=x", "-fx", "backup"}), (Positions{2}));
    EXPECT_EQ(operandsOf({"-fHx", "backup"}), (Positions{1}));
    EXPECT_EQ(operandsOf({"--", "-f", "backup"}), (Positions{1, 2}));
}

TEST(FindOperands, TakesAnUnknownOptionToHaveAValue) {
    using Positions = std::vector<std::size_t>;
    EXPECT_EQ(operandsOf({"--tag", "t", "backup"}), (Positions{2}));
    EXPECT_EQ(operandsOf({"--tag=t", "backup"}), (Positions{1}));
    EXPECT_EQ(operandsOf({"-Tt", "backup"}), (Positions{1}));
}

}  // namespace
}  // namespace tl::cli
