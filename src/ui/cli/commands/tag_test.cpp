#include "ui/cli/commands/tag.h"

#include <gtest/gtest.h>

#include "ui/cli/fake_core.h"

namespace tl::cli {
namespace {

using Words = std::vector<std::string>;

engine::SnapshotId idOf(char digit) {
    return *engine::SnapshotId::parse(std::string(64, digit));
}

services::TagReport changesOne(services::TagObserver& observer) {
    observer.onChanged({.old = idOf('1'), .replacement = idOf('2')});
    return {.changedCount = 1};
}

TEST(TagCommand, PassesOnEveryOption) {
    FakeCore core;
    const auto result =
        runFakeCli(core, {"tag", "--add", "a, b", "--add", "c", "--remove", "d", "--host", "h",
                          "--tag", "t", "--path", "/p", "1a", "latest"});
    EXPECT_EQ(result.exitCode, 0) << result.errors;
    EXPECT_EQ(core.tag.change.add, (Words{"a", "b", "c"}));
    EXPECT_EQ(core.tag.change.remove, Words{"d"});
    EXPECT_TRUE(core.tag.change.set.empty());
    EXPECT_EQ(core.tag.filter.hosts, Words{"h"});
    EXPECT_EQ(core.tag.filter.tags, std::vector<Words>{Words{"t"}});
    EXPECT_EQ(core.tag.filter.paths, Words{"/p"});
    EXPECT_EQ(core.tag.ids, (Words{"1a", "latest"}));
    (void)runFakeCli(core, {"tag", "--set", ""});
    EXPECT_EQ(core.tag.change.set, Words{""});
}

TEST(TagCommand, SaysWhatWasChanged) {
    FakeCore core;
    EXPECT_EQ(runFakeCli(core, {"tag", "--add", "a"}).output, "no snapshots were modified\n");
    core.onTag = changesOne;
    EXPECT_EQ(runFakeCli(core, {"tag", "--add", "a"}).output, "modified 1 snapshots\n");
    EXPECT_EQ(runFakeCli(core, {"tag", "--add", "a", "-v"}).output,
              "snapshot 11111111 is now 22222222\nmodified 1 snapshots\n");
    EXPECT_EQ(runFakeCli(core, {"tag", "--add", "a", "-q"}).output, "");
}

TEST(TagCommand, PrintsResticsJson) {
    FakeCore core;
    core.onTag = changesOne;
    EXPECT_EQ(runFakeCli(core, {"tag", "--add", "a", "--json"}).output,
              R"({"message_type":"changed","old_snapshot_id":")" + std::string(64, '1') +
                  R"(","new_snapshot_id":")" + std::string(64, '2') + "\"}\n" +
                  R"({"message_type":"summary","changed_snapshots":1})" + "\n");
}

TEST(TagCommand, FailsWhenSomeCannotBeChanged) {
    FakeCore core;
    core.onTag = [](services::TagObserver& observer) {
        observer.onFailure(idOf('1'), "the disk is full");
        return services::TagReport{.failureCount = 1};
    };
    const auto result = runFakeCli(core, {"tag", "--add", "a"});
    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(
        result.errors.starts_with("snapshot 11111111 could not be changed: the disk is full\n"))
        << result.errors;
}

}  // namespace
}  // namespace tl::cli
