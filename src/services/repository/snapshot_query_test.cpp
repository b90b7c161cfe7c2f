#include "services/repository/snapshot_query.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {
namespace {

TEST(GroupBy, ReadsAnyOrderAndNumber) {
    EXPECT_EQ(parseGroupBy("paths,host"), (GroupBy{.host = true, .paths = true, .tags = false}));
    EXPECT_EQ(parseGroupBy("tag"), (GroupBy{.host = false, .paths = false, .tags = true}));
    EXPECT_EQ(parseGroupBy(""), GroupBy{});
}

TEST(GroupBy, RefusesUnknownWords) {
    EXPECT_THROW((void)parseGroupBy("host,color"), Error);
}

}  // namespace
}  // namespace tl::services
