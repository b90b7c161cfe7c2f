#include "services/configuration/configuration_backups.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/backup/documents.h"
#include "services/repository/repositories.h"
#include "tests/support/memory_services.h"
#include "tests/support/sound_repository.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

/// A machine with a catalog, and a repository in memory.
class ConfigurationBackupsTest : public catalog::CatalogTest {
  protected:
    ConfigurationBackupsTest() {
        makeRepositories(memory_.context())->init({.repository = access_}, {});
    }

    /// Another machine, as far as it has a catalog of its own.
    struct Machine {
        explicit Machine(ConfigurationBackupsTest& test, const std::string& name)
            : catalog{makeCatalogAccess(test.clock_, test.random_, test.folder_ / name)},
              configurations{makeConfigurations(
                  *catalog,
                  {.settleLocation = [](const std::string& location) { return location; },
                   .isSecretOption = [](const std::string&) { return false; }})},
              kept{makeConfigurationBackups(test.memory_.context(), *configurations)} {}

        std::unique_ptr<CatalogAccess> catalog;
        std::unique_ptr<Configurations> configurations;
        std::unique_ptr<ConfigurationBackups> kept;
    };

    [[nodiscard]] std::string textFor(const std::string& target) const {
        return "format = 1\n[repositories.photos]\nlocation = \"here\"\npassword_kind = \"file\"\n"
               "password_reference = \"" +
               (folder_ / "password") + "\"\n[targets." + target +
               "]\npaths = [\"/home\"]\nrepositories = [\"photos\"]\n"
               "[retention_policies.usual]\nscope = \"target\"\nsubject = \"" +
               target +
               "\"\nrules = { keep-daily = \"7\" }\n[schedules.nightly]\naction = "
               "\"backup\"\nsubject = \"" +
               target + "\"\ntiming = \"0 3 * * *\"\n";
    }
    static void define(Machine& machine, const std::string& text) {
        (void)machine.configurations->apply(
            {.text = text, .unnamed = Unnamed::Remove, .execution = Execution::Apply});
    }
    void later() { memory_.clock().advance(std::chrono::seconds{1}); }

    MemoryServices memory_;
    RepositoryAccess access_ = accessTo("here", "secret");
};

TEST_F(ConfigurationBackupsTest, GivesAnEmptyMachineItsDefinitionsBack) {
    Machine old{*this, "old.db"};
    define(old, textFor("home"));
    EXPECT_EQ(old.kept->keep(access_, {}), KeepResult::Kept);
    Machine fresh{*this, "fresh.db"};
    const RecoveredConfiguration report =
        fresh.kept->recover({.repository = access_, .execution = Execution::Apply}, {});
    EXPECT_EQ(report.changes.size(), 4U);
    EXPECT_EQ(report.source.host, hostName());
    EXPECT_EQ(report.missingPasswordFiles, std::vector<std::string>{folder_ / "password"});
    EXPECT_EQ(fresh.configurations->exportAll(), old.configurations->exportAll());
    writeFile(folder_ / "password", "secret");
    const RecoveredConfiguration again = fresh.kept->recover({.repository = access_}, {});
    EXPECT_TRUE(again.changes.empty());
    EXPECT_TRUE(again.missingPasswordFiles.empty());
    EXPECT_EQ(findErrors(memory_.context(), access_), std::vector<std::string>{});
}

TEST_F(ConfigurationBackupsTest, KeepsWhatHasChangedAndNothingElse) {
    Machine machine{*this, "old.db"};
    EXPECT_EQ(machine.kept->keep(access_, {}), KeepResult::Empty);
    define(machine, textFor("home"));
    EXPECT_EQ(machine.kept->keep(access_, {}), KeepResult::Kept);
    later();
    EXPECT_EQ(machine.kept->keep(access_, {}), KeepResult::Unchanged);
    define(machine, textFor("work"));
    later();
    EXPECT_EQ(machine.kept->keep(access_, {}), KeepResult::Kept);
    const auto kept = machine.kept->list(access_, {});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_LT(kept[0].time.seconds, kept[1].time.seconds);
    Machine fresh{*this, "fresh.db"};
    (void)fresh.kept->recover({.repository = access_, .execution = Execution::Apply}, {});
    EXPECT_NE(fresh.configurations->exportAll().find("targets.work"), std::string::npos);
}

TEST_F(ConfigurationBackupsTest, ADryRunChangesNothing) {
    Machine old{*this, "old.db"};
    define(old, textFor("home"));
    (void)old.kept->keep(access_, {});
    Machine fresh{*this, "fresh.db"};
    EXPECT_EQ(fresh.kept->recover({.repository = access_}, {}).changes.size(), 4U);
    EXPECT_EQ(fresh.catalog->tryOpen(), nullptr);
}

TEST_F(ConfigurationBackupsTest, SaysWhatIsThereWhenTheWantedOneIsNot) {
    Machine machine{*this, "old.db"};
    EXPECT_EQ(kindThrown([&] { (void)machine.kept->recover({.repository = access_}, {}); }),
              ErrorKind::NotFound);
    define(machine, textFor("home"));
    (void)machine.kept->keep(access_, {});
    try {
        (void)machine.kept->recover({.repository = access_, .host = "elsewhere"}, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::NotFound);
        EXPECT_NE(error.describe().find(hostName()), std::string::npos) << error.describe();
    }
}

TEST_F(ConfigurationBackupsTest, AForgedConfigurationIsRefusedAsAWhole) {
    saveDocument(memory_.context(), access_,
                 {"/timelocker/configuration.toml", "timelocker-configuration"},
                 textFor("home") + "[targets.\"bad\\nname\"]\npaths = [\"/x\"]\n", {});
    Machine fresh{*this, "fresh.db"};
    EXPECT_EQ(kindThrown([&] {
                  (void)fresh.kept->recover({.repository = access_, .execution = Execution::Apply},
                                            {});
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(fresh.catalog->tryOpen(), nullptr);
}

}  // namespace
}  // namespace tl::services
