#include "services/plugins/plugin_service.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "storage/memory/memory_backend.h"

namespace tl::services {
namespace {

class PluginServiceTest : public testing::Test {
  protected:
    /// A new plugin of the kind, enabled.
    void add(const std::string& name, PluginKind kind) {
        (void)service_->create({.name = name, .kind = kind});
        service_->enable(name);
    }

    /// The checks of a test with their problems.
    std::vector<std::string> test(const PluginUse& use) {
        std::vector<std::string> checks;
        (void)service_->test(
            use,
            [&checks](const PluginCheck& check) {
                checks.push_back(check.name + (check.problem.empty() ? "" : ": " + check.problem));
            },
            {});
        return checks;
    }

    const TemporaryDirectory folder_;
    const plugins::PluginCatalog catalog_{
        {.userFolder = folder_ / "plugins", .stateFile = folder_ / "state"}};
    std::string opened_;
    const std::unique_ptr<Plugins> service_ = makePlugins(
        catalog_,
        [](const std::string&) { return std::nullopt; },
        [this](const PluginUse& use) {
            opened_ = use.subject;
            return std::make_unique<storage::MemoryBackend>();
        });
};

TEST_F(PluginServiceTest, MakesAPluginWhereTheUsersAreAndEnablesIt) {
    EXPECT_EQ(service_->create({.name = "mine", .kind = PluginKind::Secret}),
              folder_ / "plugins/mine");
    ASSERT_EQ(service_->list().size(), 1U);
    EXPECT_FALSE(service_->load("mine").isEnabled);
    service_->enable("mine");
    EXPECT_TRUE(service_->load("mine").isEnabled);
    service_->disable("mine");
    EXPECT_FALSE(service_->load("mine").isEnabled);
}

TEST_F(PluginServiceTest, MakesOneElsewhereOnWish) {
    const plugins::PluginCatalog nowhere{{}};
    const auto service = makePlugins(nowhere, {}, {});
    EXPECT_EQ(kindThrown([&] { (void)service->create({.name = "mine"}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(service->create({.name = "mine", .folder = folder_ / "here"}), folder_ / "here");
}

TEST_F(PluginServiceTest, OnlyWhatIsEnabledIsTried) {
    (void)service_->create({.name = "mine"});
    EXPECT_EQ(kindThrown([&] { (void)test({.name = "mine"}); }), ErrorKind::InvalidInput);
}

TEST_F(PluginServiceTest, HoldsStorageToTheProtocol) {
    add("mine", PluginKind::Storage);
    const auto checks = test({.name = "mine", .subject = "/place"});
    EXPECT_EQ(opened_, "/place");
    EXPECT_GT(checks.size(), 15U);
    for (const std::string& check : checks)
        EXPECT_EQ(check.find(": "), std::string::npos) << check;
    EXPECT_EQ(kindThrown([&] { (void)test({.name = "mine"}); }), ErrorKind::InvalidInput)
        << "not just anywhere";
}

TEST_F(PluginServiceTest, SendsANotifierAMessage) {
    add("mine", PluginKind::Notifier);
    const std::map<std::string, std::string> options{{"plugin.mine.file", folder_ / "log"}};
    EXPECT_EQ(test({.name = "mine", .subject = "two\nlines \"$(id)\"", .options = options}),
              std::vector<std::string>{"takes a message"});
    const std::string log = readFile(folder_ / "log", 1000);
    EXPECT_TRUE(log.ends_with("Z info Test of TimeLocker: two lines \"$(id)\"\n")) << log;
    EXPECT_EQ(kindThrown([&] { (void)test({.name = "mine"}); }), ErrorKind::InvalidInput)
        << "an option is missing";
}

TEST_F(PluginServiceTest, AsksASourceForASecret) {
    add("mine", PluginKind::Secret);
    const PluginUse use{
        .name = "mine", .subject = "backup", .options = {{"plugin.mine.folder", folder_.path()}}};
    writeFile(folder_ / "backup", "pass\\ \"word\"\nsecond line\n");
    EXPECT_EQ(service_->secret(use, {}).text(), "pass\\ \"word\"");
    EXPECT_EQ(test(use), (std::vector<std::string>{"refuses a name that it does not know",
                                                   "gives the secret"}));
    PluginUse other = use;
    other.subject = "../backup";
    EXPECT_EQ(kindThrown([&] { (void)service_->secret(other, {}); }), ErrorKind::NotFound);
}

TEST_F(PluginServiceTest, TellsAHookOfAnEvent) {
    add("mine", PluginKind::Hook);
    PluginUse use{.name = "mine", .options = {{"plugin.mine.veto-file", folder_ / "stop"}}};
    writeFile(folder_ / "stop", "");
    EXPECT_EQ(test(use), std::vector<std::string>{"hears of an event"});
    use.subject = "before-backup";
    EXPECT_EQ(test(use), std::vector<std::string>{
                             "hears of an event: it says: the file that forbids it is there"});
}

}  // namespace
}  // namespace tl::services
