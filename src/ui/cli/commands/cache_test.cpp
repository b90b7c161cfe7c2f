#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

FakeCore coreWithOneCache() {
    FakeCore core;
    core.caches = {"/caches",
                   {{.repositoryId = std::string(64, 'a'),
                     .used = {},
                     .isOld = true,
                     .sizeBytes = std::nullopt}}};
    core.caches.caches[0].sizeBytes = 2048;
    return core;
}

TEST(CacheCommand, ListsTheCachesOfTheFolderThatIsNamed) {
    FakeCore core = coreWithOneCache();
    const auto result = runFakeCli(core, {"cache", "--cache-dir", "/caches"}, {});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.cacheQuery.folder, "/caches");
    EXPECT_TRUE(core.cacheQuery.isSizeWanted);
    EXPECT_FALSE(core.isCacheRemovalAsked);
    EXPECT_NE(result.output.find("aaaaaaaaaa "), std::string::npos);
    EXPECT_NE(result.output.find("yes  2.000 KiB"), std::string::npos);
    EXPECT_NE(result.output.find("1 cache dirs in /caches"), std::string::npos);
}

TEST(CacheCommand, RemovesOldOnesOnWish) {
    FakeCore core = coreWithOneCache();
    const auto result = runFakeCli(core, {"cache", "--cleanup", "--max-age", "7", "--no-size"}, {});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_TRUE(core.isCacheRemovalAsked);
    EXPECT_EQ(core.cacheQuery.ageMax, std::chrono::hours{24 * 7});
    EXPECT_FALSE(core.cacheQuery.isSizeWanted);
    EXPECT_EQ(result.output, "removed 1 old cache dirs from /caches\n");
}

TEST(CacheCommand, WritesJson) {
    FakeCore core = coreWithOneCache();
    const auto result = runFakeCli(core, {"cache", "--json"}, {});
    EXPECT_EQ(result.output, "[{\"repository_id\":\"" + std::string(64, 'a') +
                                 "\",\"last_used\":\"1970-01-01 00:00:00\",\"old\":true,"
                                 "\"size\":2048}]\n");
}

TEST(CacheCommand, RefusesWhatMakesNoSense) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"cache", "--no-cache"}, {}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"cache", "--max-age", "99999999"}, {}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"cache", "more"}, {}).exitCode, 1);
    EXPECT_EQ(core.callCount, 0);
}

}  // namespace
}  // namespace tl::cli
