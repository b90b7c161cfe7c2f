#include "infra/engine/mount/mount_layout.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::engine {
namespace {

using Lines = std::vector<std::string>;

LoadedSnapshot makeSnapshot(unsigned char digit, std::int64_t seconds) {
    LoadedSnapshot loaded;
    loaded.id.digest.fill(std::byte{digit});
    loaded.snapshot.time.seconds = seconds;
    loaded.snapshot.hostname = "vm";
    loaded.snapshot.username = "me";
    return loaded;
}

void addLines(const MountLayout& layout,
              std::uint64_t entry,
              const std::string& path,
              Lines& lines) {
    for (const auto& [name, number] : layout[entry].children) {
        const LayoutEntry& child = layout[number];
        const std::string whole = path + "/" + name;
        if (child.snapshot)
            lines.push_back(whole + " = " + std::to_string(*child.snapshot));
        else if (!child.linkTarget.empty())
            lines.push_back(whole + " -> " + child.linkTarget);
        else if (child.children.empty())
            lines.push_back(whole + "/");
        addLines(layout, number, whole, lines);
    }
}

Lines layOutLines(const std::vector<LoadedSnapshot>& snapshots, const MountTemplates& templates) {
    Lines lines;
    addLines(layOut(snapshots, templates), 0, "", lines);
    return lines;
}

TEST(MountLayout, HasTheFoldersOfRestic) {
    std::vector<LoadedSnapshot> snapshots = {makeSnapshot(0x11, 0), makeSnapshot(0x22, 60)};
    snapshots[1].snapshot.tags = {"a", "b/c"};
    EXPECT_EQ(
        layOutLines(snapshots, {}),
        (Lines{"/hosts/vm/1970-01-01T00:00:00Z = 0", "/hosts/vm/1970-01-01T00:01:00Z = 1",
               "/hosts/vm/latest -> 1970-01-01T00:01:00Z", "/ids/11111111 = 0", "/ids/22222222 = 1",
               "/snapshots/1970-01-01T00:00:00Z = 0", "/snapshots/1970-01-01T00:01:00Z = 1",
               "/snapshots/latest -> 1970-01-01T00:01:00Z", "/tags/a/1970-01-01T00:01:00Z = 1",
               "/tags/a/latest -> 1970-01-01T00:01:00Z", "/tags/b_c/1970-01-01T00:01:00Z = 1",
               "/tags/b_c/latest -> 1970-01-01T00:01:00Z"}));
    EXPECT_EQ(layOutLines({}, {}), (Lines{"/hosts/", "/ids/", "/snapshots/", "/tags/"}));
}

TEST(MountLayout, ObeysTemplates) {
    EXPECT_EQ(layOutLines({makeSnapshot(0x11, 0)},
                          {.paths = {"%u@%h/%T at 100%%", "all/%T"}, .time = "2006"}),
              (Lines{"/all/1970 = 0", "/all/latest -> 1970", "/me@vm/1970 at 100% = 0"}));
}

TEST(MountLayout, NumbersSnapshotsOfOnePath) {
    EXPECT_EQ(layOutLines({makeSnapshot(0x11, 0), makeSnapshot(0x22, 0)},
                          {.paths = {"%T"}, .time = "2006"}),
              (Lines{"/1970 = 0", "/1970-1 = 1", "/latest -> 1970-1"}));
}

TEST(MountLayout, LetsNoNameLeadOut) {
    LoadedSnapshot evil = makeSnapshot(0x11, 0);
    evil.snapshot.hostname = "../../etc";
    evil.snapshot.tags = {"..", "", "."};
    EXPECT_EQ(layOutLines({evil}, {.paths = {"%h/%i", "%t/%i"}, .time = "2006"}),
              (Lines{"/.._.._etc/11111111 = 0", "/_/11111111 = 0", "/_/11111111-1 = 0",
                     "/__/11111111 = 0"}));
}

TEST(MountLayout, PutsNothingBelowASnapshot) {
    EXPECT_EQ(layOutLines({makeSnapshot(0x11, 0)}, {.paths = {"a%i", "a%i/%h"}, .time = "2006"}),
              Lines{"/a11111111 = 0"});
}

TEST(MountTemplates, AreRefusedWhenTheyCannotBeUsed) {
    const auto kindFor = [](const MountTemplates& templates) {
        return kindThrown([&] { requireUsable(templates); });
    };
    EXPECT_EQ(kindFor({}), std::nullopt);
    for (const char* pattern : {"all", "%x", "%", "a/../%i", "%%"})
        EXPECT_EQ(kindFor({.paths = {pattern}, .time = "2006"}), ErrorKind::InvalidInput)
            << pattern;
    for (const char* time : {"", "2006/01", ".", ".."})
        EXPECT_EQ(kindFor({.paths = {"%T"}, .time = time}), ErrorKind::InvalidInput) << time;
}

}  // namespace
}  // namespace tl::engine
