#include "ui/cli/json_line.h"

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

TEST(JsonLine, IsOneLineInTheOrderGiven) {
    EXPECT_EQ(toLine(Json{{"z", 1}, {"a", "x\ny"}}), "{\"z\":1,\"a\":\"x\\ny\"}\n");
}

// Go's encoding/json replaces byte by byte, and scripts compare names with what it writes.
TEST(JsonLine, HasAReplacementForEachByteThatIsNoUtf8) {
    const Json nested{{"name", "\xe2\x82x"}, {"paths", {"\xff\xfe", "\xc3\xa4"}}};
    EXPECT_EQ(toLine(nested),
              "{\"name\":\"\uFFFD\uFFFDx\",\"paths\":[\"\uFFFD\uFFFD\",\"\u00E4\"]}\n");
}

}  // namespace
}  // namespace tl::cli
