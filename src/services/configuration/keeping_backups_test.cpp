#include "services/configuration/keeping_backups.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "tests/support/memory_services.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

/// Counts what it is asked to keep; fails when told to.
class CountingKept final : public ConfigurationBackups {
  public:
    KeepResult keep(const RepositoryAccess& repository, const std::stop_token& /*stop*/) override {
        places.push_back(repository.location);
        if (isOutOfReach) throw Error{ErrorKind::Unavailable, "the line is cut"};
        return KeepResult::Kept;
    }
    std::vector<KeptConfiguration> list(const RepositoryAccess& /*repository*/,
                                        const std::stop_token& /*stop*/) override {
        return {};
    }
    RecoveredConfiguration recover(const ConfigurationRecovery& /*request*/,
                                   const std::stop_token& /*stop*/) override {
        return {};
    }

    std::vector<std::string> places{};
    bool isOutOfReach = false;
};

class CountingBackups final : public Backups {
  public:
    BackupReport run(const BackupRequest& /*request*/,
                     BackupObserver& /*observer*/,
                     const std::stop_token& /*stop*/) override {
        ++runs;
        return {};
    }

    int runs = 0;
};

class KeepingBackupsTest : public catalog::CatalogTest {
  protected:
    KeepingBackupsTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          configurations_{makeConfigurations(
              *access_,
              {.settleLocation = [](const std::string& location) { return location; },
               .isSecretOption = [](const std::string&) { return false; }})},
          backups_{makeKeepingBackups(inner_, *configurations_, kept_, *access_, clock_)} {
        define("/srv/photos");
        request_.targetName = "home";
        request_.repository.name = "photos";
        request_.repository.location = "/srv/photos";
        request_.repository.password.file = "/etc/p";
    }

    void define(const std::string& location) {
        (void)configurations_->apply(
            {.text = "format = 1\n[repositories.photos]\nlocation = \"" + location + "\"\n",
             .execution = Execution::Apply});
    }
    void run() { (void)backups_->run(request_, observer_, {}); }

    CountingBackups inner_;
    CountingKept kept_;
    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<Configurations> configurations_;
    std::unique_ptr<Backups> backups_;
    RecordedBackup observer_;
    BackupRequest request_;
};

TEST_F(KeepingBackupsTest, KeepsOnceAndAgainAfterEachChangeAndEachWeek) {
    run();
    run();
    EXPECT_EQ(kept_.places, std::vector<std::string>{"/srv/photos"});
    define("/srv/other");
    run();
    EXPECT_EQ(kept_.places.size(), 2U);
    clock_.advance(std::chrono::hours{24 * 7});
    run();
    EXPECT_EQ(kept_.places.size(), 3U);
    EXPECT_EQ(inner_.runs, 4);
}

TEST_F(KeepingBackupsTest, WhatIsNoBackupOfATargetKeepsNothing) {
    request_.dryRun = true;
    run();
    request_.dryRun = false;
    request_.targetName.clear();
    run();
    request_.targetName = "home";
    request_.repository.name.clear();
    run();
    request_.repository.name = "photos";
    request_.repository.password = {};
    request_.repository.password.prompt = [](const std::string&) { return Secret{}; };
    run();
    EXPECT_TRUE(kept_.places.empty());
    EXPECT_EQ(inner_.runs, 4);
}

TEST_F(KeepingBackupsTest, TheBackupIsMadeAllTheSameAndTriesAgainNextTime) {
    kept_.isOutOfReach = true;
    run();
    ASSERT_EQ(observer_.warnings.size(), 1U);
    EXPECT_NE(observer_.warnings[0].find("the line is cut"), std::string::npos);
    EXPECT_EQ(inner_.runs, 1);
    kept_.isOutOfReach = false;
    run();
    EXPECT_EQ(kept_.places.size(), 2U);
    EXPECT_EQ(observer_.warnings.size(), 1U);
}

}  // namespace
}  // namespace tl::services
