#include "infra/plugins/plugin_manifest.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/plugins/shipped_plugins.h"

namespace tl::plugins {
namespace {

const std::string kSmall =
    "protocol = 1\nname = \"a\"\nversion = \"1\"\nkind = \"storage\"\nprogram = \"./a\"\n";

/// The message that a manifest is refused with; empty when it is not.
std::string refusal(const std::string& text) {
    try {
        (void)parseManifest(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.what();
    }
    return {};
}

void expectRefused(const std::string& text, const std::string& part) {
    EXPECT_NE(refusal(text).find(part), std::string::npos)
        << text << "\nsays: " << refusal(text) << "\nnot: " << part;
}

TEST(PluginManifest, ReadsASmallOneWithDefaults) {
    const PluginManifest manifest = parseManifest(kSmall);
    EXPECT_EQ(manifest.name, "a");
    EXPECT_EQ(manifest.kind, PluginKind::Storage);
    EXPECT_EQ(manifest.connection, PluginConnection::Stdio);
    EXPECT_EQ(manifest.httpVersion, 1);
    EXPECT_EQ(manifest.connections, 5U);
    EXPECT_EQ(manifest.startMax, std::chrono::seconds{60});
    EXPECT_EQ(manifest.restartsMax, 5U);
    EXPECT_TRUE(manifest.options.empty());
}

TEST(PluginManifest, ReadsAllThatThereIs) {
    const PluginManifest manifest = parseManifest(
        "protocol = 1\nname = \"web_dav-2\"\nversion = \"2.0\"\nkind = \"storage\"\n"
        "description = \"d\"\nprogram = \"dav\"\narguments = [\"serve\", \"{path}\"]\n"
        "environment = [\"HOME\", \"DAV_*\"]\n"
        "[storage]\nconnection = \"address\"\nhttp = 1\nconnections = 9\n"
        "[limits]\nstart = 3\nanswer = 4\nrestarts = 0\n"
        "[options.url]\nrequired = true\ndescription = \"where\"\n"
        "[options.pass-word]\nsecret = true\nvariable = \"DAV_PASS\"\n"
        "[options.retries]\ntype = \"number\"\ndefault = 3\n"
        "[options.quiet]\ntype = \"switch\"\ndefault = true\n");
    EXPECT_EQ(manifest.arguments, (std::vector<std::string>{"serve", "{path}"}));
    EXPECT_EQ(manifest.environment, (std::vector<std::string>{"HOME", "DAV_*"}));
    EXPECT_EQ(manifest.connection, PluginConnection::Address);
    EXPECT_EQ(manifest.connections, 9U);
    EXPECT_EQ(manifest.startMax, std::chrono::seconds{3});
    EXPECT_EQ(manifest.answerMax, std::chrono::seconds{4});
    EXPECT_EQ(manifest.restartsMax, 0U);
    ASSERT_EQ(manifest.options.size(), 4U);
    EXPECT_EQ(manifest.options[0],
              (PluginOption{.name = "pass-word", .isSecret = true, .variable = "DAV_PASS"}));
    EXPECT_EQ(manifest.options[1], (PluginOption{.name = "quiet",
                                                 .type = OptionType::Switch,
                                                 .hasDefault = true,
                                                 .defaultValue = "on",
                                                 .variable = "TIMELOCKER_OPTION_QUIET"}));
    EXPECT_EQ(manifest.options[2].defaultValue, "3");
    EXPECT_TRUE(manifest.options[3].isRequired);
}

TEST(PluginManifest, ThoseOfTheProjectAreSound) {
    EXPECT_EQ(parseManifest(rcloneManifest()).name, "rclone");
    for (const ShippedExample& example : shippedExamples()) {
        const PluginManifest manifest = parseManifest(example.manifest);
        EXPECT_EQ(manifest.name, example.name);
        EXPECT_EQ(manifest.kind, example.kind);
    }
}

TEST(PluginManifest, RefusesWhatItDoesNotKnow) {
    expectRefused(kSmall + "colour = 1\n", "\"colour\" is not known");
    expectRefused(kSmall + "[storage]\nhttps = 1\n", "in [storage], \"https\" is not known");
    expectRefused(kSmall + "[limits]\nmemory = 1\n", "in [limits], \"memory\" is not known");
    expectRefused(kSmall + "[options.a]\nkind = \"x\"\n", "in [options.a], \"kind\" is not known");
}

TEST(PluginManifest, RefusesOtherTypes) {
    expectRefused("protocol = \"1\"\n", "protocol is to be a number");
    expectRefused(kSmall + "arguments = \"a\"\n", "arguments is to be a list of texts");
    expectRefused(kSmall + "arguments = [\"a\", 1]\n", "arguments is to be a list of texts");
    expectRefused(kSmall + "description = 1\n", "description is to be a text");
    expectRefused(kSmall + "storage = 1\n", "storage is to be a section");
    expectRefused(kSmall + "[storage]\nhttp = 3\n", "http is to be a number from 1 to 2");
    expectRefused(kSmall + "[storage]\nconnection = \"tcp\"\n", "stdio or address");
    expectRefused(kSmall + "[storage]\nconnection = \"address\"\nhttp = 2\n", "http is to be 1");
    expectRefused(kSmall + "[options]\na = 1\n", "is to be a section of its own");
    expectRefused(kSmall + "[options.a]\ntype = \"date\"\n", "one of text, number, switch");
    expectRefused(kSmall + "[options.a]\ntype = \"number\"\ndefault = \"x\"\n",
                  "default is to be a number");
    expectRefused(kSmall + "[options.a]\nrequired = \"yes\"\n", "true or false");
}

TEST(PluginManifest, RefusesWhatIsMissingOrMakesNoSense) {
    expectRefused("", "protocol is missing");
    expectRefused("protocol = 1\n", "name is missing");
    expectRefused("protocol = 1\nname = \"A b\"\n", "lower-case letters");
    expectRefused("protocol = 1\nname = \"a\"\nversion = \"1\"\nkind = \"gui\"\n",
                  "kind is to be one of storage, notifier, secret, hook");
    expectRefused("protocol = 1\nname = \"a\"\nversion = \"1\"\nkind = \"hook\"\n",
                  "program is missing");
    expectRefused(
        "protocol = 1\nname = \"a\"\nversion = \"1\"\nkind = \"hook\"\nprogram = "
        "\"b\"\n[storage]\n",
        "for plugins of that kind");
    expectRefused(kSmall + "[options.a]\nsecret = true\ndefault = \"x\"\n", "all can read");
    expectRefused(kSmall + "[options.a]\nsecret = true\ntype = \"number\"\n", "to be text");
    expectRefused(kSmall + "[options.a]\nrequired = true\ndefault = \"x\"\n", "makes no sense");
    expectRefused(kSmall + "[options.a-b]\n[options.a_b]\n", "share the variable");
    expectRefused("this is no toml", "line 1");
    expectRefused(kSmall + "program = \"twice\"\n", "line 6");
}

TEST(PluginManifest, PassesNoVariablesOfOurs) {
    for (const char* name : {"RESTIC_PASSWORD", "TIMELOCKER_*", "*", "RES*", "a b", "1A", "A*B"})
        expectRefused(kSmall + "environment = [\"" + name + "\"]\n", "in environment, ");
    expectRefused(kSmall + "[options.a]\nvariable = \"RESTIC_PASSWORD\"\n", "of TimeLocker's own");
}

TEST(PluginManifest, SaysWhenItIsOfAnotherVersion) {
    try {
        (void)parseManifest("protocol = 2\nwhatever = true\n");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    }
}

TEST(PluginManifest, RefusesDepthWithoutFalling) {
    EXPECT_NE(refusal("a = " + std::string(100'000, '[')), "");
    EXPECT_NE(refusal(std::string(kManifestBytesMax + 1, '#')), "");
}

}  // namespace
}  // namespace tl::plugins
