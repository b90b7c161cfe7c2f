#include "infra/engine/check/verification_record.h"

#include <string>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

const std::string kRepository(64, 'a');
const PackId kFirst{Digest{std::byte{1}}};
const PackId kSecond{Digest{std::byte{2}}};

VerificationRecord someRecord() {
    VerificationRecord record;
    record.note(kFirst, 1'700'000'000);
    record.note(kSecond, -5);
    return record;
}

TEST(VerificationRecord, KeepsTheLatestTime) {
    VerificationRecord record;
    EXPECT_EQ(record.lastRead(kFirst), std::nullopt);
    record.note(kFirst, 7);
    record.note(kFirst, 5);
    EXPECT_EQ(record.lastRead(kFirst), 7);
    record.forget(kFirst);
    EXPECT_EQ(record.lastRead(kFirst), std::nullopt);
}

TEST(VerificationRecord, ForgetsPacksThatAreGone) {
    VerificationRecord record = someRecord();
    record.keepOnly([](const PackId& pack) { return pack == kSecond; });
    EXPECT_EQ(record.size(), 1U);
    EXPECT_EQ(record.lastRead(kSecond), -5);
}

TEST(VerificationRecord, ReadsWhatItWrote) {
    EXPECT_EQ(VerificationRecord::tryDecode(someRecord().encode(kRepository), kRepository),
              someRecord());
    const VerificationRecord nothing;
    EXPECT_EQ(VerificationRecord::tryDecode(nothing.encode(kRepository), kRepository), nothing);
}

TEST(VerificationRecord, RefusesThatOfAnotherRepository) {
    const auto bytes = someRecord().encode(kRepository);
    EXPECT_EQ(VerificationRecord::tryDecode(bytes, std::string(64, 'b')), std::nullopt);
}

TEST(VerificationRecord, RefusesEveryDamage) {
    const auto sound = someRecord().encode(kRepository);
    for (std::size_t at = 0; at < sound.size(); ++at) {
        auto damaged = sound;
        damaged[at] ^= std::byte{0x40};
        EXPECT_EQ(VerificationRecord::tryDecode(damaged, kRepository), std::nullopt) << at;
        damaged.resize(at);
        EXPECT_EQ(VerificationRecord::tryDecode(damaged, kRepository), std::nullopt) << at;
    }
}

}  // namespace
}  // namespace tl::engine
