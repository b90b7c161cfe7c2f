#include "ui/cli/commands/remedy_list.h"

#include <gtest/gtest.h>

namespace tl::cli {
namespace {

using services::Finding;
using services::Remedy;

std::vector<std::string> commandsOf(const std::vector<Finding>& findings) {
    RemedyList list;
    for (const Finding& finding : findings)
        list.add(finding);
    std::vector<std::string> commands;
    for (const std::string& line : list.lines())
        if (!line.starts_with(' ')) commands.push_back(line);
    return commands;
}

using Commands = std::vector<std::string>;

TEST(RemedyList, NamesEachCommandOnce) {
    EXPECT_EQ(commandsOf({}), Commands{});
    EXPECT_EQ(commandsOf({{.remedy = Remedy::RepairPacks, .id = "2b"},
                          {.remedy = Remedy::RepairPacks, .id = "1a"},
                          {.remedy = Remedy::RepairPacks, .id = "2b"},
                          {.remedy = Remedy::Nothing}}),
              (Commands{"tl repair packs 1a 2b", "tl check --read-data"}));
    EXPECT_EQ(commandsOf({{.remedy = Remedy::ReplaceKey, .id = "b"},
                          {.remedy = Remedy::ReplaceKey, .id = "a"}}),
              (Commands{"tl key remove a", "tl key remove b", "tl check --read-data"}));
}

TEST(RemedyList, NamesOfRepairsTheFirstThatIsDue) {
    std::vector<Finding> findings = {{.remedy = Remedy::RepairSnapshots}};
    EXPECT_EQ(commandsOf(findings),
              (Commands{"tl repair snapshots --forget", "tl check --read-data"}));
    findings.push_back({.remedy = Remedy::Recover});
    EXPECT_EQ(commandsOf(findings),
              (Commands{"tl recover", "tl repair snapshots --forget", "tl check --read-data"}));
    findings.push_back({.remedy = Remedy::RepairPacks, .id = "1a"});
    EXPECT_EQ(commandsOf(findings), (Commands{"tl repair packs 1a", "tl check --read-data"}));
    findings.push_back({.remedy = Remedy::RepairIndex});
    EXPECT_EQ(commandsOf(findings), (Commands{"tl repair index", "tl check --read-data"}));
    findings.push_back({.remedy = Remedy::ReplaceKey, .id = "k"});
    EXPECT_EQ(commandsOf(findings),
              (Commands{"tl key remove k", "tl repair index", "tl check --read-data"}));
    EXPECT_EQ(commandsOf({{.remedy = Remedy::Recover}}),
              (Commands{"tl recover", "tl repair snapshots --forget", "tl check --read-data"}))
        << "the damaged file goes when what it led to is found";
}

TEST(RemedyList, SaysWhatACommandIsFor) {
    RemedyList list;
    list.add({.remedy = Remedy::CheckAgain});
    EXPECT_EQ(list.lines(), (std::vector<std::string>{
                                "tl check", "    when the connection or the device works again"}));
}

TEST(CommandFor, NamesWhatItIsFor) {
    EXPECT_EQ(commandFor({.remedy = Remedy::RepairPacks, .id = "1a"}), "tl repair packs 1a");
    EXPECT_EQ(commandFor({.remedy = Remedy::RepairIndex, .id = "1a"}), "tl repair index");
    EXPECT_EQ(commandFor({}), "");
}

}  // namespace
}  // namespace tl::cli
