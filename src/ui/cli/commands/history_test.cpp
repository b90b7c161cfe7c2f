#include "ui/cli/commands/history.h"

#include "infra/platform/random.h"
#include "services/catalog_access.h"
#include "ui/cli/catalog_commands_fixture.h"

namespace tl::cli {
namespace {

class HistoryCommands : public CatalogCommandsFixture {
  protected:
    /// An operation that is over, with a line; returns its ID.
    std::string addOperation(const std::string& kind, const std::string& target) {
        const SystemClock clock;
        SystemRandom random;
        const auto access = services::makeCatalogAccess(clock, random, core_.catalogPlace);
        auto& catalog = access->open();
        const auto claim = catalog.operations().start(
            {.kind = kind, .target = target, .repository = "photos", .actor = "anna"}, "here:1");
        catalog.operationLog().append(claim.id, "error", "cannot read /x");
        (void)catalog.operations().finish(claim,
                                          {.figures = {{"bytes_added", 2048}, {"files_new", 3}},
                                           .snapshot = "abcd",
                                           .message = "some"});
        return claim.id;
    }
    std::string addWaiting() {
        const SystemClock clock;
        SystemRandom random;
        const auto access = services::makeCatalogAccess(clock, random, core_.catalogPlace);
        return access->open().operations().enqueue({.kind = "check"}).value_or("");
    }
};

TEST_F(HistoryCommands, ListWhatWasDone) {
    EXPECT_EQ(jsonOf({"history"}), Json::array());
    const std::string id = addOperation("backup", "home");
    (void)addOperation("check", "");
    const Json all = jsonOf({"history"});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(jsonOf({"history", "--target", "home"})[0]["id"], id);
    EXPECT_EQ(jsonOf({"history", "--kind", "check"}).size(), 1U);
    EXPECT_EQ(jsonOf({"history", "--of-repo", "office"}).size(), 0U);
    EXPECT_EQ(jsonOf({"history", "--state", "succeeded", "--last", "1"}).size(), 1U);
    EXPECT_EQ(jsonOf({"history", "--state", "failed"}).size(), 0U);
    const std::string text = outputOf({"history"});
    EXPECT_NE(text.find(id.substr(0, 8)), std::string::npos);
    EXPECT_NE(text.find("2 operations"), std::string::npos);
    EXPECT_NE(errorOf({"history", "--state", "odd"}).find("no state"), std::string::npos);
}

TEST_F(HistoryCommands, ShowOneWithItsLog) {
    const std::string id = addOperation("backup", "home");
    const Json one = jsonOf({"history", id.substr(0, 10)});
    EXPECT_EQ(one["figures"]["bytes_added"], 2048);
    EXPECT_EQ(one["log"][0]["text"], "cannot read /x");
    EXPECT_EQ(one["snapshot"], "abcd");
    EXPECT_EQ(one["actor"], "anna");
    const std::string text = outputOf({"history", id});
    EXPECT_NE(text.find("2.000 KiB"), std::string::npos) << text;
    EXPECT_NE(text.find("cannot read /x"), std::string::npos) << text;
    EXPECT_NE(errorOf({"history", "xyz"}).find("no ID"), std::string::npos);
    EXPECT_NE(errorOf({"history", "0123456789abcdef0123456789abcdef"}).find("no operation"),
              std::string::npos);
}

TEST_F(HistoryCommands, CancelEndsWhatWaits) {
    EXPECT_NE(errorOf({"cancel", "abcd"}).find("no operation"), std::string::npos);
    const std::string id = addWaiting();
    EXPECT_EQ(jsonOf({"cancel", id})["cancelling"], true);
    EXPECT_EQ(jsonOf({"history", id})["state"], "cancelled");
    EXPECT_NE(errorOf({"cancel", id}).find("over already"), std::string::npos);
    EXPECT_NE(errorOf({"cancel"}).find("tl history"), std::string::npos);
}

}  // namespace
}  // namespace tl::cli
