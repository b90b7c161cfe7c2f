#include "services/repository/verification_store.h"

#include <gtest/gtest.h>

#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::services {
namespace {

using engine::PackId;
using engine::VerificationRecord;

const std::string kRepository(64, 'a');

VerificationRecord someRecord() {
    VerificationRecord record;
    record.note(PackId{engine::Digest{std::byte{1}}}, 5);
    return record;
}

TEST(VerificationStore, KeepsARecordOfEachRepository) {
    const TemporaryDirectory temporary;
    const VerificationStore store{temporary / "new/folder", kRepository};
    EXPECT_EQ(store.load(), VerificationRecord{});
    store.save(someRecord());
    EXPECT_EQ(store.load(), someRecord());
    const VerificationStore other{temporary / "new/folder", std::string(64, 'b')};
    EXPECT_EQ(other.load(), VerificationRecord{});
    store.save({});
    EXPECT_EQ(store.load(), VerificationRecord{});
}

TEST(VerificationStore, TakesADamagedRecordForNone) {
    const TemporaryDirectory temporary;
    const VerificationStore store{temporary.path(), kRepository};
    store.save(someRecord());
    writeFile(temporary / kRepository, "no record");
    EXPECT_EQ(store.load(), VerificationRecord{});
    store.save(someRecord());
    EXPECT_EQ(store.load(), someRecord());
}

TEST(VerificationStore, KeepsNothingWithoutAFolder) {
    const VerificationStore store{"", kRepository};
    store.save(someRecord());
    EXPECT_EQ(store.load(), VerificationRecord{});
}

}  // namespace
}  // namespace tl::services
