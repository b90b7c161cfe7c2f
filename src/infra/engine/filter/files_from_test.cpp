#include "infra/engine/filter/files_from.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

using std::string_view_literals::operator""sv;
using Texts = std::vector<std::string>;

Texts expand(const std::string& pattern) {
    if (pattern == "*.c") return {"a.c", "b.c"};
    return pattern == "none*" ? Texts{} : Texts{pattern};
}

TEST(FilesFrom, ExpandsThePatternOfEachLine) {
    const auto listed =
        parseFilesFrom(" x \n#y\n\n*.c\nnone*\r\nz", ListSource::StandardInput, expand);
    EXPECT_EQ(listed.paths, (Texts{"x", "a.c", "b.c", "z"}));
    EXPECT_EQ(listed.unmatchedPatterns, Texts{"none*"});
}

TEST(FilesFrom, VerbatimKeepsAllButEmptyLines) {
    EXPECT_EQ(parseFilesFromVerbatim(" x \n#y\n\n*.c\r\n", ListSource::File),
              (Texts{" x ", "#y", "*.c"}));
}

TEST(FilesFrom, OnlyAFileHasAByteOrderMark) {
    constexpr auto kList = "\xEF\xBB\xBFx\n";
    EXPECT_EQ(parseFilesFromVerbatim(kList, ListSource::File), Texts{"x"});
    EXPECT_EQ(parseFilesFromVerbatim(kList, ListSource::StandardInput), Texts{"\xEF\xBB\xBFx"});
    EXPECT_EQ(parseFilesFrom(kList, ListSource::File, expand).paths, Texts{"x"});
}

TEST(FilesFrom, RawNamesEndWithAZeroByte) {
    EXPECT_EQ(parseFilesFromRaw(""), Texts{});
    EXPECT_EQ(parseFilesFromRaw("a\n b\0\xFF\0"sv), (Texts{"a\n b", "\xFF"}));
}

TEST(FilesFrom, RefusesACutOrEmptyRawName) {
    for (const auto list : {"a\0b"sv, "a"sv, "\0"sv, "a\0\0"sv}) {
        try {
            (void)parseFilesFromRaw(list);
            ADD_FAILURE() << "accepted";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        }
    }
}

}  // namespace
}  // namespace tl::engine
