#include "storage/cache/cache_base.h"

#include <gtest/gtest.h>

#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::storage {
namespace {

TEST(CacheBase, ListsRepositoriesAndNothingElse) {
    const TemporaryDirectory base;
    const std::string older(64, 'a');
    const std::string newer(64, 'b');
    makeCacheBase(base.path());
    makeDirectory(base / "other", 0700);
    for (const std::string& id : {newer, older})
        makeDirectories(base / (id + "/index/aa"), 0700);
    writeFile(base / (older + "/index/aa/file"), "12345");
    setTimes(base / older, {100, 0}, {100, 0});
    setTimes(base / newer, {200, 0}, {200, 0});

    const auto caches = listCaches(base.path(), CacheSizes::Measure);
    ASSERT_EQ(caches.size(), 2U);
    EXPECT_EQ(caches[0].repositoryId, older);
    EXPECT_EQ(caches[0].sizeBytes, 5U);
    EXPECT_EQ(caches[1].sizeBytes, 0U);

    constexpr std::chrono::hours kHour{1};
    EXPECT_TRUE(isOld(caches[0], {3701, 0}, kHour));
    EXPECT_FALSE(isOld(caches[1], {3701, 0}, kHour));

    removeCache(base.path(), older);
    EXPECT_EQ(listCaches(base.path(), CacheSizes::Skip).size(), 1U);
    EXPECT_TRUE(exists(base / "other"));
}

TEST(CacheBase, WhereThereIsNoFolderThereAreNoCaches) {
    const TemporaryDirectory base;
    EXPECT_TRUE(listCaches(base / "missing", CacheSizes::Measure).empty());
}

}  // namespace
}  // namespace tl::storage
