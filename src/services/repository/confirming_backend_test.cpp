#include "services/repository/confirming_backend.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "storage/memory/memory_backend.h"

namespace tl::services {
namespace {

const storage::FileId kPack{storage::FileType::Pack, std::string(64, 'a')};
const storage::FileId kLock{storage::FileType::Lock, std::string(64, 'b')};

TEST(ConfirmingBackend, ConfirmsOnceBeforeTheFirstChange) {
    storage::MemoryBackend memory;
    ConfirmingBackend backend{memory};
    int count = 0;
    backend.setConfirmation([&](const std::stop_token&) {
        EXPECT_FALSE(memory.trySize(kPack, {}));
        ++count;
    });
    backend.save(kLock, {}, {});
    EXPECT_TRUE(backend.remove(kLock, {}));
    EXPECT_EQ(count, 0);
    backend.save(kPack, {}, {});
    backend.remove(kPack, {});
    backend.confirm({});
    EXPECT_EQ(count, 1);
}

TEST(ConfirmingBackend, ChangesNothingWhenTheLockIsNotOurs) {
    storage::MemoryBackend memory;
    ConfirmingBackend backend{memory};
    backend.setConfirmation([](const std::stop_token&) {
        throw Error{ErrorKind::Locked, "another one is there"};
    });
    EXPECT_THROW(backend.save(kPack, {}, {}), Error);
    EXPECT_THROW(backend.remove(kPack, {}), Error);
    EXPECT_FALSE(memory.trySize(kPack, {}));
}

}  // namespace
}  // namespace tl::services
