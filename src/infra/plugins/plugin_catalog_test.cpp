#include "infra/plugins/plugin_catalog.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/plugins/shipped_plugins.h"

namespace tl::plugins {
namespace {

/// Folders of a user and of the system.
class PluginCatalogTest : public testing::Test {
  protected:
    /// A working plugin below the folder `where`.
    void add(const std::string& where, const std::string& name) {
        writeNewPlugin(PluginKind::Notifier, name, folder_ / (where + "/" + name));
    }

    [[nodiscard]] PluginCatalog catalog() const {
        return PluginCatalog{{.variableFolders = {folder_ / "variable", folder_ / "nowhere"},
                              .userFolder = folder_ / "user",
                              .systemFolders = {folder_ / "system"},
                              .stateFile = folder_ / "config/plugins",
                              .builtInManifests = {builtIn_}}};
    }

    static std::string message(const std::function<void()>& call) {
        try {
            call();
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }

    static void expectHas(const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << text;
    }

    const TemporaryDirectory folder_;
    const std::string builtIn_ =
        "protocol = 1\nname = \"built\"\nversion = \"1\"\nkind = \"hook\"\nprogram = \"sh\"\n";
};

TEST_F(PluginCatalogTest, ListsByNameWhatItsPlacesHold) {
    add("user", "b");
    add("system", "a");
    makeDirectories(folder_ / "user/no-plugin", 0755);
    const auto plugins = catalog().list();
    ASSERT_EQ(plugins.size(), 3U);
    EXPECT_EQ(plugins[0].name, "a");
    EXPECT_EQ(plugins[0].origin, PluginOrigin::System);
    EXPECT_TRUE(plugins[0].isEnabled);
    EXPECT_EQ(plugins[1].name, "b");
    EXPECT_FALSE(plugins[1].isEnabled) << "what a user has put there is off";
    EXPECT_EQ(plugins[2].name, "built");
    EXPECT_TRUE(plugins[2].isEnabled);
    for (const Plugin& plugin : plugins)
        EXPECT_EQ(plugin.problem, "");
}

TEST_F(PluginCatalogTest, TheFirstOfANameCounts) {
    add("variable", "a");
    add("user", "a");
    add("system", "a");
    EXPECT_EQ(catalog().load("a").origin, PluginOrigin::Variable);
    removeTree(folder_ / "variable");
    EXPECT_EQ(catalog().load("a").origin, PluginOrigin::User);
}

TEST_F(PluginCatalogTest, RemembersWhatWasDecided) {
    add("user", "mine");
    catalog().enable("mine");
    catalog().disable("built");
    EXPECT_TRUE(catalog().load("mine").isEnabled);
    EXPECT_FALSE(catalog().load("built").isEnabled);
    catalog().disable("mine");
    catalog().enable("built");
    EXPECT_FALSE(catalog().load("mine").isEnabled);
    EXPECT_TRUE(catalog().load("built").isEnabled);
}

TEST_F(PluginCatalogTest, TrustInTheSystemsIsNoneInTheUsersOfThatName) {
    catalog().disable("built");
    catalog().enable("built");
    add("user", "built");
    EXPECT_FALSE(catalog().load("built").isEnabled);
}

TEST_F(PluginCatalogTest, SaysWhatIsWrongAndStartsNone) {
    add("user", "a");
    const std::string manifest = folder_ / "user/a/plugin.toml";
    const std::string program = folder_ / "user/a/notify.sh";
    setPermissions(program, 0777);
    expectHas(catalog().load("a").problem, "others can change");
    setPermissions(program, 0644);
    expectHas(catalog().load("a").problem, "is not there, or cannot be run");
    setPermissions(program, 0755);
    rename(folder_ / "user/a", folder_ / "user/b");
    expectHas(catalog().load("b").problem, "the name \"a\"");
    rename(folder_ / "user/b", folder_ / "user/a");
    setPermissions(manifest, 0666);
    expectHas(catalog().load("a").problem, "others can change");
    setPermissions(manifest, 0644);
    writeFile(manifest, "what is this");
    expectHas(catalog().load("a").problem, "line 1");
    writeFile(manifest, std::string(kManifestBytesMax + 1, '#'));
    EXPECT_NE(catalog().load("a").problem, "");
    expectHas(message([&] { catalog().enable("a"); }), "cannot be used");
    expectHas(message([&] { (void)catalog().loadUsable("a", PluginKind::Notifier); }),
              "cannot be used");
}

TEST_F(PluginCatalogTest, GivesForUseOnlyWhatIsEnabledAndOfTheKind) {
    add("user", "a");
    expectHas(message([&] { (void)catalog().loadUsable("a", PluginKind::Notifier); }),
              "tl plugin enable a");
    catalog().enable("a");
    EXPECT_EQ(catalog().loadUsable("a", PluginKind::Notifier).program,
              folder_ / "user/a/./notify.sh");
    expectHas(message([&] { (void)catalog().loadUsable("a", PluginKind::Storage); }),
              "of the kind notifier, wanted is storage");
    expectHas(message([&] { (void)catalog().loadUsable("c", PluginKind::Storage); }),
              "there are: a, built");
}

}  // namespace
}  // namespace tl::plugins
