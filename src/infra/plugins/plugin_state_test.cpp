#include "infra/plugins/plugin_state.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::plugins {
namespace {

TEST(PluginState, ReadsWhatItWrote) {
    const PluginStates states{{"a", true}, {"rclone", false}};
    EXPECT_EQ(parseStates(toText(states)), states);
    EXPECT_EQ(parseStates("# note\r\n\n  a\t enabled # trusted\nrclone disabled"), states);
}

TEST(PluginState, RefusesOtherLinesWithTheirNumber) {
    for (const char* text : {"a", "a on", "A enabled", "a enabled twice"})
        EXPECT_EQ(kindThrown([&] { (void)parseStates(text); }), ErrorKind::InvalidInput) << text;
    try {
        (void)parseStates("a enabled\n\nb perhaps\n");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string{error.what()}.find("line 3"), std::string::npos);
    }
}

TEST(PluginState, IsKeptInAFileWhoseFoldersAreMade) {
    const TemporaryDirectory folder;
    const std::string path = folder / "config/timelocker/plugins";
    EXPECT_TRUE(loadStates(path).empty());
    saveStates({{"a", true}}, path);
    saveStates({{"b", false}}, path);
    EXPECT_EQ(loadStates(path), (PluginStates{{"b", false}}));
    writeFile(path, "nonsense");
    EXPECT_EQ(kindThrown([&] { (void)loadStates(path); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::plugins
