#include "services/configuration/configuration_text.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::services {

namespace {

/// What is told about a text.
std::string refusalOf(const std::string& text) {
    try {
        (void)parseConfigurationText(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        return error.describe();
    }
    return {};
}

/// Gives every field a value that no default has.
template <typename Definition>
DefinitionMap<Definition> filled(const std::string& name) {
    struct Visitor {
        std::string text;
        void operator()(std::string* value) const { *value = text; }
        void operator()(bool* value) const { *value = true; }
        void operator()(std::int64_t* value) const { *value = INT64_MAX; }
        void operator()(catalog::Texts* value) const { *value = {text, "", "it's \"ü\"\n\\"}; }
        void operator()(catalog::TextMap* value) const {
            *value = {{"a.b-c", text}, {"x y", "\""}};
        }
    };
    Definition definition;
    std::string text = "v";
    for (const catalog::Field& field : fieldsOf(definition))
        std::visit(Visitor{text += "v"}, field.value);
    definition.name = name;
    return {{name, definition}};
}

TEST(ConfigurationText, ComesBackAsItWas) {
    const DefinitionSet set{.repositories = filled<catalog::RepositoryDefinition>("photos"),
                            .patternGroups = filled<catalog::PatternGroup>("own.group"),
                            .targets = filled<catalog::TargetDefinition>("home"),
                            .retentionPolicies = filled<catalog::RetentionDefinition>("usual"),
                            .schedules = filled<catalog::ScheduleDefinition>("nightly"),
                            .channels = filled<catalog::ChannelDefinition>("mail"),
                            .defaultRepository = "photos",
                            .regionRule = "eea breach=warn"};
    const std::string text = toConfigurationText(set);
    EXPECT_EQ(parseConfigurationText(text), set) << text;
    EXPECT_EQ(parseConfigurationText(toConfigurationText({})), DefinitionSet{});
}

TEST(ConfigurationText, LooksAsPeopleWriteIt) {
    const DefinitionSet set{
        .repositories = {
            {"photos", {.name = "photos", .location = "/srv/p", .options = {{"a.b", "1"}}}}}};
    const std::string text = toConfigurationText(set);
    EXPECT_NE(text.find("format = 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("[repositories.photos]\nlocation = "), std::string::npos) << text;
    EXPECT_EQ(text.find("description"), std::string::npos) << "what says nothing is left out";
    const DefinitionSet written = parseConfigurationText(
        "format = 1\n[repositories.photos]\nlocation = \"/srv/p\"\noptions = { \"a.b\" = \"1\" "
        "}\n");
    EXPECT_EQ(written, set);
}

TEST(ConfigurationText, WhatIsWrongIsToldWithItsLine) {
    EXPECT_NE(refusalOf("").find("format = 1 is missing"), std::string::npos);
    EXPECT_NE(refusalOf("format = \"1\"").find("line 1"), std::string::npos);
    EXPECT_NE(refusalOf("format = 0").find("the number 1"), std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[repositories").find("line 2"), std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n\n[repos.x]").find("line 3: \"repos\" is not known"),
              std::string::npos);
    const std::string unknown = refusalOf("format = 1\n[targets.home]\npath = [\"/a\"]");
    EXPECT_NE(unknown.find("line 3: \"path\" in [targets.home]"), std::string::npos) << unknown;
    EXPECT_NE(refusalOf("format = 1\n[targets.home]\npaths = \"/a\"").find("is to be a list"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[targets.home]\npaths = [1]").find("text in quotes"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[targets.home]\none_file_system = 1").find("true or false"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[targets.home]\nexclude_larger_than = \"1\"").find("a number"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[repositories.a]\noptions = [1]").find("a table"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[repositories.a]\nname = \"b\"").find("is not known"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[repositories.\"a/b\"]").find("cannot be a name"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\nrepositories = 3").find("is to be a section"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[repositories]\na = 3").find("is to be a section"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[settings]\ncolour = \"x\"").find("is not known"),
              std::string::npos);
    EXPECT_NE(refusalOf("format = 1\n[repositories.a]\nlocation = \"\\u0000\"").find("zero byte"),
              std::string::npos);
    EXPECT_NE(refusalOf(std::string(5'000'000, '#')).find("4 MiB"), std::string::npos);
    EXPECT_NE(refusalOf(std::string(100'000, '[')), "");
    EXPECT_EQ(kindThrown([] { (void)parseConfigurationText("format = 2"); }),
              ErrorKind::Unsupported);
}

}  // namespace

}  // namespace tl::services
