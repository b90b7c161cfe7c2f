#include "infra/catalog/repository_history.h"

#include <gtest/gtest.h>

#include "tests/support/test_catalog.h"

namespace tl::catalog {

namespace {

class RepositoryHistoryTest : public CatalogTest {
  protected:
    RepositoryHistory& history() { return catalog().repositoryHistory(); }
};

TEST_F(RepositoryHistoryTest, KeepsFiguresOverTime) {
    for (const std::int64_t bytes : {100, 200, 300}) {
        history().record(StorageFigures{
            .repository = "photos", .source = "prune", .figures = {{"bytes", bytes}}});
        clock_.advance(std::chrono::seconds{1});
    }
    history().record(StorageFigures{.repository = "office", .source = "backup"});
    const auto found = history().figuresOf("photos", 2);
    ASSERT_EQ(found.size(), 2U) << "the newest two";
    EXPECT_EQ(found[0].figures, (Figures{{"bytes", 200}}));
    EXPECT_EQ(found[1].figures, (Figures{{"bytes", 300}}));
    EXPECT_EQ(found[1].source, "prune");
    EXPECT_EQ(found[1].at - found[0].at, kSecond);
}

TEST_F(RepositoryHistoryTest, KeepsWhatChecksFound) {
    history().record(CheckRecord{.operation = "abc",
                                 .repository = "photos",
                                 .coverage = "structure",
                                 .errorCount = 2,
                                 .brokenPacks = {"p1", "p2"}});
    const auto found = history().checksOf("photos", 10);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].errorCount, 2);
    EXPECT_EQ(found[0].brokenPacks, (Texts{"p1", "p2"}));
    EXPECT_EQ(found[0].operation, "abc");
}

TEST_F(RepositoryHistoryTest, FollowsARepositoryToItsNewName) {
    history().record(StorageFigures{.repository = "photos", .source = "check"});
    history().record(CheckRecord{.repository = "photos", .coverage = "data"});
    const Claim claim =
        catalog().operations().start({.kind = "check", .repository = "photos"}, "here:1");
    history().rename("photos", "pictures");
    EXPECT_EQ(history().figuresOf("pictures", 9).size(), 1U);
    EXPECT_EQ(history().checksOf("pictures", 9).size(), 1U);
    EXPECT_EQ(catalog().operations().load(claim.id).repository, "pictures");
    EXPECT_TRUE(history().figuresOf("photos", 9).empty());
}

}  // namespace

}  // namespace tl::catalog
