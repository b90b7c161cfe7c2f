#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/monitoring/notices/notice_post.h"
#include "services/monitoring/notices/notifications.h"
#include "tests/support/test_catalog.h"

namespace tl::services {
namespace {

class NoSecrets final : public SecretSource {
  public:
    [[nodiscard]] Secret fetch(const SecretReference&,
                               const std::string&,
                               Asking,
                               const std::stop_token&) override {
        return {};
    }
};

class NotificationsTest : public catalog::CatalogTest {
  protected:
    NotificationsTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          world_{.clock = realClock_,
                 .random = random_,
                 .plugins = plugins_,
                 .secrets = secrets_,
                 .variable = [](const std::string&) { return std::nullopt; }},
          post_{std::make_unique<NoticePost>(
              *access_,
              realClock_,
              TimeZone::utc(),
              [this](const ChannelDefinition& channel) { return makeChannel(channel, world_); },
              PostSettings{.warn = [this](const std::string& news) { warning_ = news; }})},
          notifications_{makeNotifications(*access_, *post_, world_, TimeZone::utc())} {}

    /// Writes what it is told into a file.
    [[nodiscard]] ChannelDefinition noting() const {
        return {.name = "note",
                .kind = "command",
                .settings = {{"command",
                              "sh -c 'echo \"$TIMELOCKER_NOTICE_EVENT "
                              "$TIMELOCKER_NOTICE_TITLE\" >>" +
                                  (folder_ / "note") + "'"}}};
    }
    [[nodiscard]] std::string note() const { return readFile(folder_ / "note", 1000); }

    SystemClock realClock_;
    const plugins::PluginCatalog plugins_{{}};
    NoSecrets secrets_;
    std::unique_ptr<CatalogAccess> access_;
    const ChannelWorld world_;
    std::string warning_;
    std::unique_ptr<NoticePost> post_;
    std::unique_ptr<Notifications> notifications_;
};

TEST_F(NotificationsTest, AreKeptUnderNames) {
    EXPECT_TRUE(notifications_->list().empty());
    EXPECT_EQ(kindThrown([&] { (void)notifications_->load("note"); }), ErrorKind::NotFound);
    EXPECT_FALSE(exists(folder_ / "catalog.db")) << "looking makes no catalog";
    notifications_->add(noting());
    EXPECT_EQ(kindThrown([&] { notifications_->add(noting()); }), ErrorKind::AlreadyExists);
    notifications_->edit("note", [](ChannelDefinition& channel) { channel.name = "other"; });
    EXPECT_EQ(notifications_->load("other").kind, "command");
    EXPECT_EQ(kindThrown([&] {
                  notifications_->edit("other", [](auto& channel) { channel.kind = "pigeon"; });
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(notifications_->load("other").kind, "command");
    notifications_->remove("other");
    EXPECT_EQ(kindThrown([&] { notifications_->remove("other"); }), ErrorKind::NotFound);
}

TEST_F(NotificationsTest, FilterByWhatIsThere) {
    ChannelDefinition channel = noting();
    channel.settings["targets"] = "home";
    EXPECT_EQ(kindThrown([&] { notifications_->add(channel); }), ErrorKind::NotFound);
    access_->open().targets().add({.name = "home", .paths = {"/home"}});
    EXPECT_NO_THROW(notifications_->add(channel));
}

TEST_F(NotificationsTest, ATestGoesThroughWhateverTheFiltersSay) {
    ChannelDefinition channel = noting();
    channel.isPaused = true;
    notifications_->add(channel);
    notifications_->test("note", NoticeEvent::Failure, {});
    EXPECT_EQ(note(), "failure TimeLocker: test failed\n");
}

TEST_F(NotificationsTest, ATestTellsWhatWentWrong) {
    ChannelDefinition channel = noting();
    channel.settings["command"] = "sh -c 'echo no paper >&2; exit 3'";
    notifications_->add(channel);
    try {
        notifications_->test("note", NoticeEvent::Success, {});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "\"sh\" ended with exit status 3: no paper");
    }
    channel.settings["command"] = "/nowhere/program";
    notifications_->edit("note", [&](ChannelDefinition& one) { one = channel; });
    EXPECT_EQ(kindThrown([&] { notifications_->test("note", NoticeEvent::Success, {}); }),
              ErrorKind::NotFound);
}

TEST_F(NotificationsTest, TellOfBackupsThatAreOverdue) {
    notifications_->add(noting());
    auto& catalog = access_->open();
    catalog.targets().add({.name = "home", .paths = {"/home"}, .repositories = {"near", "far"}});
    catalog.targets().add({.name = "elsewhere",
                           .machine = "another-machine",
                           .paths = {"/home"},
                           .repositories = {"near"}});
    const auto claim = catalog.operations().start(
        {.kind = "backup", .target = "home", .repository = "near"}, "test");
    catalog.operations().finish(claim, {});
    // The catalog's clock of this test stands in another year than the one that ages are judged by.
    const catalog::Microseconds last = catalog.operations().load(claim.id).endedAt;
    const std::chrono::seconds age{realClock_.now().seconds - last / 1'000'000 + 60};
    EXPECT_EQ(notifications_->tellOverdue(age), 1U) << "far has none";
    EXPECT_EQ(notifications_->tellOverdue(age - std::chrono::seconds{120}), 2U);
    post_.reset();
    EXPECT_EQ(note(),
              "overdue TimeLocker: backup of home to far is overdue\n"
              "overdue TimeLocker: backup of home to near is overdue\n"
              "overdue TimeLocker: backup of home to far is overdue\n");
    EXPECT_EQ(warning_, "");
}

}  // namespace
}  // namespace tl::services
