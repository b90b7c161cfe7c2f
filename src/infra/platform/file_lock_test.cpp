#include "infra/platform/file_lock.h"

#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

TEST(FileLockTest, LetsOneThreadInAtATime) {
    const TemporaryDirectory folder;
    const std::string path = folder.path() + "/lock";
    int count = 0;  // Not atomic: the lock is what keeps it right.
    const auto work = [&] {
        for (int i = 0; i < 1000; ++i) {
            const FileLock lock{path};
            const int seen = count;
            std::this_thread::yield();
            count = seen + 1;
        }
    };
    {
        const std::jthread first{work};
        const std::jthread second{work};
    }
    EXPECT_EQ(count, 2000);
}

TEST(FileLockTest, TriesWithoutWaiting) {
    const TemporaryDirectory folder;
    const std::string path = folder.path() + "/lock";
    {
        const auto held = FileLock::tryTake(path);
        ASSERT_TRUE(held);
        EXPECT_FALSE(FileLock::tryTake(path));
    }
    EXPECT_TRUE(FileLock::tryTake(path));
}

TEST(FileLockTest, WantsAFolder) {
    const TemporaryDirectory folder;
    EXPECT_EQ(kindThrown([&] { const FileLock lock{folder.path() + "/missing/lock"}; }),
              ErrorKind::NotFound);
}

}  // namespace
}  // namespace tl
