// init, cat, list, unlock, key and version: each passes on what it was given and prints the answer.
#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

TEST(InitCommand, MakesARepository) {
    FakeCore core;
    core.initResult = {.id = "58b5240cfe6cfd14a68a", .location = "/repository"};
    const std::string text = runFakeCli(core, {"init"}).output;
    EXPECT_TRUE(text.starts_with("created restic repository 58b5240cfe at /repository\n")) << text;
    EXPECT_EQ(core.init.version, 2U);
    EXPECT_EQ(core.init.repository.location, "/repository");
    EXPECT_FALSE(core.init.copyChunkerFrom);
    EXPECT_EQ(runFakeCli(core, {"init", "--json"}).output,
              "{\"message_type\":\"initialized\",\"id\":\"58b5240cfe6cfd14a68a\",\"repository\":"
              "\"/repository\"}\n");
}

TEST(InitCommand, TakesAVersionAndAnotherRepositorysParameters) {
    FakeCore core;
    const auto result = runFakeCli(
        core, {"init", "--repository-version", "1", "--copy-chunker-params", "--from-repo", "/from",
               "--from-password-file", "/fp", "--from-key-hint", "k"});
    ASSERT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.init.version, 1U);
    ASSERT_TRUE(core.init.copyChunkerFrom);
    EXPECT_EQ(core.init.copyChunkerFrom->location, "/from");
    EXPECT_EQ(core.init.copyChunkerFrom->password.file, "/fp");
    EXPECT_EQ(core.init.copyChunkerFrom->keyHint, "k");
    EXPECT_EQ(core.init.repository.location, "/repository");
    EXPECT_EQ(core.init.repository.password.environmentValue, "secret");
}

TEST(InitCommand, FindsTheOtherRepositoryInTheEnvironment) {
    FakeCore core;
    Variables variables = usualVariables();
    variables["RESTIC_FROM_REPOSITORY"] = "/from";
    variables["RESTIC_FROM_PASSWORD"] = "other";
    const auto result = runFakeCli(core, {"init", "--copy-chunker-params"}, variables);
    ASSERT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.init.copyChunkerFrom->location, "/from");
    EXPECT_EQ(core.init.copyChunkerFrom->password.environmentValue, "other");
}

TEST(InitCommand, RefusesWhatMakesNoSense) {
    for (const Words& arguments :
         {Words{"init", "x"}, Words{"init", "--repository-version", "3"},
          Words{"init", "--from-repo", "/from"}, Words{"init", "--copy-chunker-params"}}) {
        FakeCore core;
        EXPECT_EQ(runFakeCli(core, arguments).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

TEST(CatCommand, PrintsTheObjectAsItIs) {
    FakeCore core;
    core.object = "{}";
    EXPECT_EQ(runFakeCli(core, {"cat", "snapshot", "1a2b"}).output, "{}\n");
    EXPECT_EQ(core.catKind, services::CatKind::Snapshot);
    EXPECT_EQ(core.catId, "1a2b");
    core.object = std::string("\0raw", 4);
    EXPECT_EQ(runFakeCli(core, {"cat", "blob", "1a2b"}).output, core.object);
    EXPECT_EQ(runFakeCli(core, {"cat", "masterkey"}).exitCode, 0);
    EXPECT_EQ(core.catKind, services::CatKind::MasterKey);
}

TEST(CatCommand, KnowsWhichObjectsHaveIds) {
    for (const Words& arguments : {Words{"cat"}, Words{"cat", "blob"}, Words{"cat", "config", "x"},
                                   Words{"cat", "dog"}, Words{"cat", "tree", "a", "b"}}) {
        FakeCore core;
        EXPECT_EQ(runFakeCli(core, arguments).exitCode, 1);
        EXPECT_EQ(core.callCount, 0);
    }
}

TEST(ListCommand, PrintsALineForEachObject) {
    FakeCore core;
    core.lines = {"1a2b", "3c4d"};
    EXPECT_EQ(runFakeCli(core, {"list", "locks"}).output, "1a2b\n3c4d\n");
    EXPECT_EQ(core.listed, services::ObjectKind::Locks);
    EXPECT_EQ(runFakeCli(core, {"list", "socks"}).exitCode, 1);
    EXPECT_EQ(runFakeCli(core, {"list"}).exitCode, 1);
}

TEST(UnlockCommand, SaysHowManyLocksItRemoved) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"unlock"}).output, "there were no locks to remove\n");
    EXPECT_EQ(core.unlockScope, services::UnlockScope::Stale);
    core.unlockedCount = 2;
    EXPECT_EQ(runFakeCli(core, {"unlock", "--remove-all"}).output,
              "successfully removed 2 locks\n");
    EXPECT_EQ(core.unlockScope, services::UnlockScope::All);
}

TEST(KeyCommands, ListKeys) {
    FakeCore core;
    services::KeyInfo key;
    key.id = std::string(64, 'b');
    key.isCurrent = true;
    key.userName = "root";
    key.hostName = "vm";
    key.created.seconds = 1577934245;
    core.keys = {key};
    EXPECT_EQ(runFakeCli(core, {"key", "list"}).output,
              " ID        User  Host  Created\n"
              "------------------------------------------\n"
              "*bbbbbbbb  root  vm    2020-01-02 03:04:05\n"
              "------------------------------------------\n");
    EXPECT_EQ(runFakeCli(core, {"key", "list", "--json"}).output,
              "[{\"current\":true,\"id\":\"" + key.id +
                  "\",\"userName\":\"root\",\"hostName\":\"vm\",\"created\":\"2020-01-02 "
                  "03:04:05\"}]\n");
}

TEST(KeyCommands, DescribeTheNewKey) {
    for (const std::string action : {"add", "passwd"}) {
        FakeCore core;
        const auto result = runFakeCli(
            core, {"key", action, "--new-password-file", "/new", "--user", "u", "--host", "h"});
        ASSERT_EQ(result.exitCode, 0) << result.errors;
        EXPECT_EQ(core.newKey.password.file, "/new");
        EXPECT_FALSE(core.newKey.password.environmentValue);
        EXPECT_EQ(core.newKey.userName, "u");
        EXPECT_EQ(core.newKey.hostName, "h");
        EXPECT_EQ(core.access.password.environmentValue, "secret");
        EXPECT_EQ(runFakeCli(core, {"key", action, "--new-insecure-no-password"}).exitCode, 0);
        EXPECT_TRUE(core.newKey.password.isEmptyAllowed);
    }
}

TEST(KeyCommands, RemoveAKey) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"key", "remove", "1a2b"}).output, "removed key 1a2b\n");
    EXPECT_EQ(core.removedKey, "1a2b");
    EXPECT_EQ(runFakeCli(core, {"key", "remove"}).exitCode, 1);
}

TEST(KeyCommands, MayBeWrittenApart) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"key", "-q", "remove", "1a2b"}).exitCode, 0);
    EXPECT_EQ(core.removedKey, "1a2b");
}

TEST(VersionCommand, SaysWhatThisIs) {
    FakeCore core;
    EXPECT_TRUE(runFakeCli(core, {"version"}).output.starts_with("timelocker "));
    const auto json = nlohmann::json::parse(runFakeCli(core, {"version", "--json"}).output);
    EXPECT_EQ(json["message_type"], "version");
    for (const char* member : {"version", "go_version", "go_os", "go_arch"})
        EXPECT_TRUE(json.contains(member)) << member;
}

}  // namespace
}  // namespace tl::cli
