#include "services/security/consents.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/random.h"
#include "infra/platform/temporary_directory.h"

namespace tl::services {
namespace {

class ConsentsTest : public testing::Test {
  protected:
    TemporaryDirectory folder_;
    SystemClock clock_;
    SystemRandom random_;
    const std::string place_ = folder_ / "catalog.db";
    const std::unique_ptr<CatalogAccess> catalog_ = makeCatalogAccess(clock_, random_, place_);
    const std::unique_ptr<Consents> consents_ = makeConsents(*catalog_, clock_, "anna@here");
};

TEST_F(ConsentsTest, ToLookForOneMakesNoCatalog) {
    EXPECT_EQ(consents_->find(), std::nullopt);
    EXPECT_FALSE(exists(place_));
}

TEST_F(ConsentsTest, IsThatOfOneUserOnOneMachine) {
    const WallTime before = clock_.now();
    consents_->give(1);
    const auto given = makeConsents(*catalog_, clock_, "anna@here")->find();
    ASSERT_TRUE(given);
    EXPECT_EQ(given->notice, 1);
    EXPECT_GE(given->at.seconds, before.seconds);
    EXPECT_LE(given->at, clock_.now());
    EXPECT_EQ(makeConsents(*catalog_, clock_, "anna@there")->find(), std::nullopt);
    consents_->give(2);
    EXPECT_EQ(consents_->find()->notice, 2);
}

TEST_F(ConsentsTest, WhatIsMalformedIsNoConsent) {
    for (const char* text : {"1", "x 2026-11-26T03:48:11.123456Z", "1 yesterday",
                             " 2026-11-26T03:48:11.123456Z", "1x 2026-11-26T03:48:11.123456Z"}) {
        catalog_->open().settings().set("consent.anna@here", text);
        EXPECT_EQ(kindThrown([&] { (void)consents_->find(); }), ErrorKind::Corrupted) << text;
    }
}

}  // namespace
}  // namespace tl::services
