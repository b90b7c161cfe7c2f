#include "infra/catalog/database.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file.h"
#include "infra/platform/file_system.h"
#include "tests/support/test_catalog.h"

namespace tl::catalog {

namespace {

class DatabaseTest : public CatalogTest {
  protected:
    DatabaseTest() : database_{openDatabase(place())} {
        database_->execute(
            "CREATE TABLE things (name TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL)", {});
    }

    std::int64_t count() {
        return numberIn(
            database_->query("SELECT count(*) FROM things", {}, {CellType::Number})[0][0]);
    }
    void add(const std::string& name, std::int64_t size) {
        database_->execute("INSERT INTO things (name, size) VALUES (?, ?)", {name, size});
    }

    std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, GivesBackWhatItWasGiven) {
    const std::string odd = "it's \"ü\"; :v0 -- ?\n";
    add(odd, INT64_MAX);
    add("", INT64_MIN);
    const auto rows =
        database_->query("SELECT size, name FROM things WHERE name = ? OR size = ? ORDER BY size",
                         {odd, INT64_MIN}, {CellType::Number, CellType::Text});
    const std::vector<Row> wanted{{INT64_MIN, std::string{}}, {INT64_MAX, odd}};
    EXPECT_EQ(rows, wanted);
}

TEST_F(DatabaseTest, TellsHowManyRowsChanged) {
    add("a", 1);
    add("b", 1);
    EXPECT_EQ(database_->execute("UPDATE things SET size = ? WHERE size = ?",
                                 {std::int64_t{2}, std::int64_t{1}}),
              2U);
    EXPECT_EQ(database_->execute("DELETE FROM things WHERE name = ?", {std::string{"c"}}), 0U);
}

TEST_F(DatabaseTest, AConnectionThatBreaksIsMadeAnewByTheNextCall) {
    if (!isOnPostgresql()) GTEST_SKIP() << "a file does not break";
    const auto breakIt = [this] {
        const auto id = numberIn(database_->query("SELECT CAST(pg_backend_pid() AS BIGINT)", {},
                                                  {CellType::Number})[0][0]);
        (void)openDatabase(place())->query(
            "SELECT CASE WHEN pg_terminate_backend(CAST(? AS INTEGER)) THEN 1 ELSE 0 END", {id},
            {CellType::Number});
    };
    add("a", 1);
    breakIt();
    EXPECT_EQ(kindThrown([this] { add("b", 2); }), ErrorKind::Unavailable);
    add("c", 3);
    EXPECT_EQ(count(), 2);
    // Within a transaction nothing goes on by itself: its first half would be missing.
    EXPECT_EQ(kindThrown([&] {
                  database_->transaction([&] {
                      add("d", 4);
                      breakIt();
                      for (int i = 0; i < 3; ++i)
                          (void)kindThrown([&] { add("e", 5 + i); });
                  });
              }),
              ErrorKind::Unavailable);
    EXPECT_EQ(count(), 2);
    database_->transaction([this] { add("f", 6); });
    EXPECT_EQ(count(), 3);
}

TEST_F(DatabaseTest, ASecondRowOfAKeyIsRefusedAndTheConnectionGoesOn) {
    add("a", 1);
    EXPECT_EQ(kindThrown([this] { add("a", 2); }), ErrorKind::AlreadyExists);
    add("b", 2);
    EXPECT_EQ(count(), 2);
}

TEST_F(DatabaseTest, ATransactionThatThrowsChangedNothing) {
    EXPECT_EQ(kindThrown([this] {
                  database_->transaction([this] {
                      add("a", 1);
                      database_->transaction([this] { add("b", 1); });
                      throw Error{ErrorKind::NotFound, "test"};
                  });
              }),
              ErrorKind::NotFound);
    EXPECT_EQ(count(), 0);
    database_->transaction([this] { add("a", 1); });
    EXPECT_EQ(count(), 1);
}

TEST_F(DatabaseTest, AMissingTableIsDamage) {
    EXPECT_EQ(kindThrown([this] { database_->execute("DELETE FROM nothing", {}); }),
              ErrorKind::Corrupted);
}

TEST_F(DatabaseTest, AValueThatIsNullIsDamage) {
    EXPECT_EQ(kindThrown([this] {
                  (void)database_->query("SELECT NULLIF('a', 'a')", {}, {CellType::Text});
              }),
              ErrorKind::Corrupted);
}

/// What is told of a catalog in `file`.
std::string refusalOf(const std::string& file) {
    const SystemClock clock;
    SystemRandom random;
    try {
        const Catalog catalog{{.file = file}, clock, random};
    } catch (const Error& error) {
        return std::to_string(static_cast<int>(error.kind())) + " " + error.describe();
    }
    return {};
}

std::string kindText(ErrorKind kind) {
    return std::to_string(static_cast<int>(kind)) + " ";
}

TEST(DatabaseFile, IsForItsUserAloneInAFolderOfItsOwn) {
    const TemporaryDirectory folder;
    const auto database = openDatabase({.file = folder / "a/b/catalog.db"});
    EXPECT_EQ(readStatus(folder / "a/b/catalog.db", Follow::No).permissionBits, 0600U);
    EXPECT_EQ(readStatus(folder / "a/b", Follow::No).permissionBits, 0700U);
}

TEST(DatabaseFile, OfSomethingElseIsRefusedAndLeftAlone) {
    const TemporaryDirectory folder;
    const std::string file = folder / "catalog.db";
    writeFile(file, std::string(5000, 'x'));
    const std::string refusal = refusalOf(file);
    EXPECT_TRUE(refusal.starts_with(kindText(ErrorKind::Corrupted))) << refusal;
    EXPECT_NE(refusal.find("No backup is affected"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find(file), std::string::npos) << refusal;
    EXPECT_EQ(readFile(file, 10000), std::string(5000, 'x'));
}

TEST(DatabaseFile, OfAnotherProgramIsRefused) {
    const TemporaryDirectory folder;
    const std::string file = folder / "catalog.db";
    openDatabase({.file = file})->execute("CREATE TABLE bookmarks (url TEXT)", {});
    const std::string refusal = refusalOf(file);
    EXPECT_NE(refusal.find("something else keeps its tables there"), std::string::npos) << refusal;
}

TEST(DatabaseFile, ThatIsCutOrOverwrittenGivesAnErrorAndNoCrash) {
    const TemporaryDirectory folder;
    const std::string file = folder / "catalog.db";
    const SystemClock clock;
    SystemRandom random;
    {
        Catalog catalog{{.file = file}, clock, random};
        for (int i = 0; i < 200; ++i)
            catalog.repositories().add(
                {.name = "r" + std::to_string(i), .location = std::string(200, 'l')});
    }
    const std::string whole = readFile(file, 10'000'000);
    ASSERT_GT(whole.size(), 50'000U);
    int refused = 0;
    constexpr std::size_t kPage = 4096;
    for (std::size_t page = 0; page * kPage < whole.size(); ++page) {
        std::string damaged = whole;
        damaged.replace(page * kPage, kPage, kPage, '\x5a');
        for (const char* behind : {"-wal", "-shm"})
            removeFile(file + behind);
        writeFile(file, damaged);
        try {
            Catalog catalog{{.file = file}, clock, random};
            for (const auto& repository : catalog.repositories().list())
                (void)catalog.repositories().find(repository.name);
            (void)catalog.operations().list({});
        } catch (const Error& error) {
            ++refused;
            EXPECT_EQ(error.kind(), ErrorKind::Corrupted) << error.describe();
        }
    }
    EXPECT_GT(refused, 5);
}

TEST(DatabaseFile, InAFolderThatIsAFileIsToldSo) {
    const TemporaryDirectory folder;
    writeFile(folder / "file", "");
    EXPECT_FALSE(refusalOf(folder / "file/catalog.db").empty());
}

TEST(DatabaseServer, ThatIsNotThereIsToldSo) {
    const std::string url = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=2";
    EXPECT_EQ(kindThrown([&] { (void)openDatabase(parseCatalogPlace(url)); }),
              ErrorKind::Unavailable);
}

}  // namespace

}  // namespace tl::catalog
