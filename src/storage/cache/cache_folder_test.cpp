#include "storage/cache/cache_folder.h"

#include <utility>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::storage {
namespace {

const std::string kRepository(64, 'e');

FileId indexNamed(char digit) {
    return {FileType::Index, std::string(64, digit)};
}

class CacheFolderTest : public testing::Test {
  protected:
    CacheFolder open(std::int64_t nowSeconds) {
        return CacheFolder{base_ / "cache", kRepository, {nowSeconds, 0}, random_};
    }

    TemporaryDirectory base_;
    SystemRandom random_;
};

TEST_F(CacheFolderTest, IsLaidOutAsRestics) {
    const CacheFolder folder = open(1000);
    folder.save(indexNamed('a'), std::vector<std::byte>(3));
    const std::string path = base_ / "cache";
    EXPECT_EQ(readFile(path + "/CACHEDIR.TAG", 100),
              "Signature: 8a477f597d28d172789f06886806bc55\n");
    EXPECT_EQ(readFile(path + "/" + kRepository + "/version", 100), "1");
    EXPECT_EQ(readFile(folder.path() + "/index/aa/" + std::string(64, 'a'), 100).size(), 3U);
    EXPECT_EQ(readStatus(path, Follow::No).permissionBits, 0700U);
    EXPECT_EQ(
        readStatus(folder.path() + "/index/aa/" + std::string(64, 'a'), Follow::No).permissionBits,
        0600U);
}

TEST_F(CacheFolderTest, MarksItselfAsUsed) {
    (void)open(1000);
    (void)open(2000);
    EXPECT_EQ(readStatus(open(3000).path(), Follow::No).modified.seconds, 3000);
}

TEST_F(CacheFolderTest, LeavesALaterLayoutAlone) {
    const std::string path = open(1000).path();
    writeFile(path + "/version", "2");
    EXPECT_EQ(kindThrown([&] { (void)open(1000); }), ErrorKind::Unsupported);
    EXPECT_EQ(readFile(path + "/version", 100), "2");
}

TEST_F(CacheFolderTest, TrimsWhatWasNotUsedForLongest) {
    for (const char digit : {'a', 'b', 'c'})
        open(1000 + digit).save(indexNamed(digit), std::vector<std::byte>(100));
    // Saving leaves the time of the day; using it sets the clock's.
    for (const char digit : {'a', 'b', 'c'})
        EXPECT_TRUE(open(1000 + digit).tryOpen(indexNamed(digit)));
    EXPECT_TRUE(open(5000).tryOpen(indexNamed('a')));
    open(6000).trim(200);
    EXPECT_TRUE(open(6000).contains(indexNamed('a')));
    EXPECT_FALSE(open(6000).contains(indexNamed('b')));
    EXPECT_TRUE(open(6000).contains(indexNamed('c')));
    open(6000).trim(0);
    EXPECT_FALSE(open(6000).contains(indexNamed('a')));
}

TEST_F(CacheFolderTest, ForgetsWhatIsNotListed) {
    const CacheFolder folder = open(1000);
    folder.save(indexNamed('a'), {});
    folder.save(indexNamed('b'), {});
    folder.keepOnly(FileType::Index, {std::string(64, 'b')});
    EXPECT_FALSE(folder.contains(indexNamed('a')));
    EXPECT_TRUE(folder.contains(indexNamed('b')));
}

TEST_F(CacheFolderTest, RemovesWhatKilledProcessesLeft) {
    constexpr std::int64_t kNow = 10000000;
    open(kNow).save(indexNamed('a'), std::vector<std::byte>(3));
    const std::string path = base_ / "cache/" + kRepository;
    const std::string copy = path + "/index/aa/" + std::string(64, 'a');
    const std::string old = path + "/index/aa/tmp-1";
    const std::string young = path + "/index/aa/tmp-2";
    makeDirectories(path + "/data/bb", 0700);
    const std::string oldPack = path + "/data/bb/tmp-3";
    for (const auto& [name, age] : {std::pair{copy, 90000}, std::pair{old, 90000},
                                    std::pair{young, 80000}, std::pair{oldPack, 90000}}) {
        if (name != copy) writeFile(name, "half");
        setTimes(name, {kNow - age, 0}, {kNow - age, 0});
    }
    (void)open(kNow);
    EXPECT_TRUE(exists(copy));
    EXPECT_FALSE(exists(old));
    EXPECT_TRUE(exists(young));
    EXPECT_FALSE(exists(oldPack));
}

}  // namespace
}  // namespace tl::storage
