#include "infra/plugins/plugin_settings.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::plugins {
namespace {

using Options = std::map<std::string, std::string>;

const PluginManifest kManifest{
    .name = "web-dav",
    .version = "1",
    .options = {{.name = "url", .isRequired = true, .variable = "URL"},
                {.name = "pass-word", .isSecret = true, .variable = "PASS"},
                {.name = "tries",
                 .type = OptionType::Number,
                 .hasDefault = true,
                 .defaultValue = "3",
                 .variable = "TRIES"},
                {.name = "quiet", .type = OptionType::Switch, .variable = "QUIET"}}};

std::map<std::string, std::string> resolved(const Options& options, const Options& variables = {}) {
    std::map<std::string, std::string> values;
    const auto reader = [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
    for (const PluginSetting& setting : resolveSettings(kManifest, options, reader))
        values[setting.variable] = setting.value.text();
    return values;
}

std::string refusal(const Options& options) {
    try {
        (void)resolved(options);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.what();
    }
    return "no error";
}

void expectRefused(const Options& options, const std::string& part) {
    EXPECT_NE(refusal(options).find(part), std::string::npos) << refusal(options);
}

TEST(PluginSettings, ComeFromOptionsVariablesAndDefaults) {
    EXPECT_EQ(resolved({{"plugin.web-dav.url", "u"},
                        {"plugin.web-dav.quiet", "true"},
                        {"plugin.other.url", "x"},
                        {"s3.region", "y"}},
                       {{"TIMELOCKER_PLUGIN_WEB_DAV_PASS_WORD", "hidden"},
                        {"TIMELOCKER_PLUGIN_WEB_DAV_URL", "not this"}}),
              (Options{{"URL", "u"}, {"PASS", "hidden"}, {"TRIES", "3"}, {"QUIET", "on"}}));
    EXPECT_EQ(
        resolved({{"plugin.web-dav.tries", "9"}}, {{"TIMELOCKER_PLUGIN_WEB_DAV_URL", "this"}}),
        (Options{{"URL", "this"}, {"TRIES", "9"}}));
}

TEST(PluginSettings, ASecretComesFromTheFirstLineOfAFile) {
    const TemporaryDirectory folder;
    writeFile(folder / "secret", "two words \nmore\n");
    EXPECT_EQ(resolved({{"plugin.web-dav.url", "u"},
                        {"plugin.web-dav.pass-word-file", folder / "secret"}})["PASS"],
              "two words ");
}

TEST(PluginSettings, ASecretIsRefusedOnTheCommandLineAndNotShown) {
    const std::string said =
        refusal({{"plugin.web-dav.url", "u"}, {"plugin.web-dav.pass-word", "hunter2"}});
    EXPECT_NE(said.find("TIMELOCKER_PLUGIN_WEB_DAV_PASS_WORD"), std::string::npos);
    EXPECT_EQ(said.find("hunter2"), std::string::npos);
}

TEST(PluginSettings, RefusesWhatDoesNotFit) {
    const auto with = [](const std::string& name, const std::string& value) {
        return Options{{"plugin.web-dav.url", "u"}, {"plugin.web-dav." + name, value}};
    };
    expectRefused({}, "needs the option plugin.web-dav.url");
    expectRefused(with("tries", "many"), "is a number");
    expectRefused(with("tries", "9999999999999999999"), "is a number");
    expectRefused(with("quiet", "perhaps"), "on or off");
    expectRefused(with("colour", "red"), "has no option plugin.web-dav.colour");
    expectRefused(with("url-file", "/x"), "has no option");
}

}  // namespace
}  // namespace tl::plugins
