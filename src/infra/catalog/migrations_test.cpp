#include "infra/catalog/migrations.h"

#include <sstream>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "tests/support/test_catalog.h"

namespace tl::catalog {

namespace {

class MigrationsTest : public CatalogTest {
  protected:
    void run(const std::vector<Migration>& migrations) {
        const auto database = openDatabase(place());
        migrate(*database, migrations);
    }
    std::int64_t version() { return versionOf(*openDatabase(place())); }
    /// How many rows `table` has.
    std::int64_t count(const std::string& table) {
        return numberIn(openDatabase(place())->query("SELECT count(*) FROM " + table, {},
                                                     {CellType::Number})[0][0]);
    }
};

const Migration kFirst{{"CREATE TABLE a (n BIGINT NOT NULL)", "INSERT INTO a (n) VALUES (1)"}};
const Migration kSecond{{"INSERT INTO a (n) VALUES (2)", "CREATE TABLE b (n BIGINT NOT NULL)"}};

TEST_F(MigrationsTest, RunEachStepOnce) {
    run({kFirst});
    run({kFirst});
    EXPECT_EQ(version(), 1);
    EXPECT_EQ(count("a"), 1);
    run({kFirst, kSecond});
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(count("a"), 2);
    EXPECT_EQ(count("b"), 0);
}

TEST_F(MigrationsTest, AStepThatFailsLeavesAllAsItWas) {
    run({kFirst});
    const Migration bad{{"INSERT INTO a (n) VALUES (3)", "CREATE TABLE b (n BIGINT NOT NULL)",
                         "INSERT INTO nowhere (n) VALUES (1)"}};
    EXPECT_EQ(kindThrown([&] { run({kFirst, bad}); }), ErrorKind::Corrupted);
    EXPECT_EQ(version(), 1);
    EXPECT_EQ(count("a"), 1);
    run({kFirst, kSecond});
    EXPECT_EQ(version(), 2);
}

TEST_F(MigrationsTest, AFirstStepThatFailsLeavesNothing) {
    EXPECT_EQ(kindThrown([&] { run({Migration{{"INSERT INTO nowhere (n) VALUES (1)"}}}); }),
              ErrorKind::Corrupted);
    EXPECT_EQ(version(), 0);
}

TEST_F(MigrationsTest, ACatalogOfANewerVersionIsRefused) {
    run({kFirst, kSecond});
    EXPECT_EQ(kindThrown([&] { run({kFirst}); }), ErrorKind::Unsupported);
}

TEST_F(MigrationsTest, AVersionThatCannotBeIsDamage) {
    run({kFirst});
    openDatabase(place())->execute("UPDATE catalog_version SET version = -3", {});
    EXPECT_EQ(kindThrown([&] { run({kFirst}); }), ErrorKind::Corrupted);
    openDatabase(place())->execute("DELETE FROM catalog_version", {});
    EXPECT_EQ(kindThrown([&] { run({kFirst}); }), ErrorKind::Corrupted);
}

TEST_F(MigrationsTest, ADatabaseOfSomethingElseIsRefused) {
    openDatabase(place())->execute("CREATE TABLE operations (n BIGINT)", {});
    EXPECT_EQ(kindThrown([&] { run({kFirst}); }), ErrorKind::Corrupted);
}

/// A catalog of each released version, in statements, one a line, that run on both databases.
class GoldenCatalog : public MigrationsTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(GoldenCatalog, IsBroughtToTheNewestVersion) {
    const auto old = static_cast<std::int64_t>(GetParam());
    const auto newest = static_cast<std::int64_t>(allMigrations().size());
    {
        const auto database = openDatabase(place());
        std::istringstream lines{readFile(
            TL_GOLDEN_FOLDER "/catalog/version_" + std::to_string(old) + ".sql", 1'000'000)};
        for (std::string line; std::getline(lines, line);)
            if (!line.empty() && !line.starts_with("--")) database->execute(line, {});
        ASSERT_EQ(versionOf(*database), old);
    }
    const auto migrated = connect();
    EXPECT_EQ(version(), newest);
    const auto repository = migrated->repositories().load("photos");
    EXPECT_EQ(repository.location, "sftp:backup@nas:/srv/photos");
    EXPECT_EQ(repository.passwordKind, "file");
    EXPECT_EQ(repository.options, (TextMap{{"sftp.connections", "4"}}));
    EXPECT_EQ(repository.regionRule, old < 3 ? "" : "eea breach=warn");
    EXPECT_EQ(migrated->patternGroups().load("own").excludes, (Texts{"*.tmp", "ö"}));
    const auto target = migrated->targets().load("home");
    EXPECT_EQ(target.paths, (Texts{"/home/anna", "/etc"}));
    EXPECT_EQ(target.excludeLargerThan, 1'073'741'824);
    EXPECT_TRUE(target.oneFileSystem);
    EXPECT_FALSE(target.skipsIfUnchanged);
    // Version 1 knew neither hooks nor verification.
    EXPECT_EQ(target.hookBefore, old < 2 ? "" : "/usr/local/bin/dump");
    EXPECT_EQ(target.hookOnError, old < 2 ? "" : "logger failed");
    EXPECT_EQ(target.hookPlugins, old < 2 ? Texts{} : Texts{"watch"});
    EXPECT_EQ(target.hookTimeLimit, old < 2 ? 0 : 600);
    EXPECT_EQ(target.verifyAfter, old < 2 ? "" : "10%");
    EXPECT_EQ(migrated->retentionPolicies().load("usual").rules, (TextMap{{"keep-daily", "7"}}));
    EXPECT_EQ(migrated->schedules().load("nightly").timing, "0 3 * * *");
    EXPECT_EQ(migrated->channels().load("mail").kind, "email");
    EXPECT_EQ(migrated->users().load("anna").role, "admin");
    EXPECT_EQ(migrated->tokens().load("ci").user, "anna");
    EXPECT_EQ(migrated->settings().value(kDefaultRepository), "photos");
    const auto operation = migrated->operations().load("00112233445566778899aabbccddeeff");
    EXPECT_EQ(operation.state, OperationState::Warned);
    EXPECT_EQ(operation.figures, (Figures{{"files_new", 3}}));
    EXPECT_EQ(migrated->operationLog().lines(operation.id).at(0).text, "cannot read /etc/x");
    EXPECT_EQ(migrated->repositoryHistory().figuresOf("photos", 9).at(0).figures.at("bytes"),
              5'000'000'000);
    EXPECT_EQ(migrated->repositoryHistory().checksOf("photos", 9).at(0).errorCount, 2);
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion,
                         GoldenCatalog,
                         testing::Range(std::size_t{1}, allMigrations().size() + 1));

}  // namespace

}  // namespace tl::catalog
