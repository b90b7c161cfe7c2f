#include "services/catalog_access.h"

#include <string>
#include <vector>

#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class Listening final : public OperationListener {
  public:
    void onEnded(const catalog::Operation& operation) noexcept override {
        heard.push_back(operation.id);
        EXPECT_EQ(operation.state, catalog::OperationState::Interrupted);
    }

    std::vector<std::string> heard;
};

class CatalogAccessTest : public catalog::CatalogTest {};

TEST_F(CatalogAccessTest, WhoListensHearsOnceOfWhatWasInterrupted) {
    const auto access = makeCatalogAccess(clock_, random_, folder_ / "catalog.db");
    catalog::Operations& operations = access->open().operations();
    const catalog::NewOperation backup{.kind = "backup", .target = "home", .repository = "near"};
    catalog::NewOperation triedAgain = backup;
    triedAgain.attemptsMax = 2;
    (void)operations.enqueue(triedAgain);
    ASSERT_TRUE(operations.claimNext({.machine = "here", .runner = "here:1"}));
    const catalog::Claim claim = operations.start(backup, "here:1");
    clock_.advance(std::chrono::minutes{3});
    Listening listener;
    access->announceTo(&listener);
    releaseAbandoned(*access);
    EXPECT_EQ(listener.heard, std::vector{claim.id});
    releaseAbandoned(*access);
    EXPECT_EQ(listener.heard, std::vector{claim.id});
}

TEST_F(CatalogAccessTest, NobodyNeedsToListen) {
    const auto access = makeCatalogAccess(clock_, random_, folder_ / "catalog.db");
    const auto claim = access->open().operations().start({.kind = "backup"}, "here:1");
    clock_.advance(std::chrono::minutes{3});
    EXPECT_NO_THROW(releaseAbandoned(*access));
    EXPECT_EQ(access->open().operations().load(claim.id).state,
              catalog::OperationState::Interrupted);
}

}  // namespace
}  // namespace tl::services
