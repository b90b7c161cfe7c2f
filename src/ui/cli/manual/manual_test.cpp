#include "ui/cli/manual/manual.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "ui/cli/command_table.h"
#include "ui/cli/global_options.h"
#include "ui/cli/manual/roff.h"

namespace tl::cli {
namespace {

class ManualTest : public testing::Test {
  protected:
    ManualTest() {
        for (const ManualPage& page : manualPages())
            pages_.emplace(page.name, page.text);
    }

    [[nodiscard]] bool has(const std::string& page, const std::string& text) const {
        const auto found = pages_.find(page);
        return found != pages_.end() && found->second.find(text) != std::string::npos;
    }

    std::map<std::string, std::string> pages_;
};

TEST_F(ManualTest, HasAPageForEachCommandAndEachGroup) {
    std::size_t wanted = 1 + commandGroups().size();
    for (const CommandEntry& entry : allCommands())
        if (wordCount(entry) == 1) ++wanted;
    EXPECT_EQ(pages_.size(), wanted);
    EXPECT_EQ(manualPages().front().name, "tl.1");
}

TEST_F(ManualTest, TellsOfEveryCommandAndEveryOption) {
    for (const CommandEntry& entry : allCommands()) {
        const std::string name{entry.name};
        const std::string page = "tl-" + name.substr(0, name.find(' ')) + ".1";
        EXPECT_TRUE(has("tl.1", "\n" + roffBold(name) + "\n")) << name;
        EXPECT_TRUE(has(page, roffBold("tl " + name))) << name;
        EXPECT_TRUE(has(page, roffText(entry.operands))) << name;
        const auto command = entry.make();
        OptionSet options;
        command->declare(options);
        for (const Option& option : options.all()) {
            EXPECT_TRUE(has(page, roffBold("--" + option.text.name))) << page << option.text.name;
            EXPECT_TRUE(has(page, roffText(option.text.help))) << page << option.text.name;
        }
    }
    GlobalOptions global;
    OptionSet options;
    global.declare(options);
    for (const Option& option : options.all())
        EXPECT_TRUE(has("tl.1", roffBold("--" + option.text.name))) << option.text.name;
}

TEST_F(ManualTest, EachPageHasTheSectionsThatPeopleLookFor) {
    for (const auto& [name, text] : pages_) {
        EXPECT_TRUE(text.starts_with(".TH ")) << name;
        for (const char* section :
             {"NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"})
            EXPECT_NE(text.find(std::string{"\n.SH "} + section + "\n"), std::string::npos)
                << name << " " << section;
        EXPECT_TRUE(std::ranges::all_of(
            text,
            [](unsigned char letter) { return letter == '\n' || (letter >= ' ' && letter < 127); }))
            << name << " is not in ASCII";
    }
}

}  // namespace
}  // namespace tl::cli
