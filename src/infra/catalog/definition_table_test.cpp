#include "infra/catalog/definition_table.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "tests/support/test_catalog.h"

namespace tl::catalog {

namespace {

/// Gives every field a value that no default has, and that differs from field to field.
template <typename Definition>
Definition filled(const std::string& name) {
    struct Visitor {
        std::string text;
        void operator()(std::string* value) const { *value = text; }
        void operator()(bool* value) const { *value = true; }
        void operator()(std::int64_t* value) const {
            *value = static_cast<std::int64_t>(text.size());
        }
        void operator()(Texts* value) const { *value = {text, "it's \"ü\""}; }
        void operator()(TextMap* value) const { *value = {{text, "b"}}; }
    };
    Definition definition;
    std::string text = "v";
    for (const Field& field : fieldsOf(definition))
        std::visit(Visitor{text += "v"}, field.value);
    definition.name = name;
    return definition;
}

template <typename Definition>
void expectAllKept(DefinitionTable<Definition>& table) {
    const auto full = filled<Definition>("full");
    Definition bare;
    bare.name = "bare";
    table.add(full);
    table.add(bare);
    const std::vector<Definition> wanted{bare, full};
    EXPECT_EQ(table.list(), wanted);
    EXPECT_EQ(table.find("full"), full);
    EXPECT_EQ(table.find("none"), std::nullopt);
    EXPECT_EQ(kindThrown([&] { table.add(bare); }), ErrorKind::AlreadyExists);

    auto renamed = full;
    renamed.name = "New";
    table.replace("full", renamed);
    EXPECT_EQ(table.load("New"), renamed);
    EXPECT_EQ(kindThrown([&] { (void)table.load("full"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { table.replace("full", renamed); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { table.replace("New", bare); }), ErrorKind::AlreadyExists);
    table.remove("New");
    EXPECT_EQ(kindThrown([&] { table.remove("New"); }), ErrorKind::NotFound);
    EXPECT_EQ(table.list().size(), 1U);

    Definition badlyNamed;
    badlyNamed.name = "a/b";
    EXPECT_EQ(kindThrown([&] { table.add(badlyNamed); }), ErrorKind::InvalidInput);
    auto badText = bare;
    badText.name = "other";
    badText.description = "\xff";
    EXPECT_EQ(kindThrown([&] { table.add(badText); }), ErrorKind::InvalidInput);
}

using DefinitionTableTest = CatalogTest;

TEST_F(DefinitionTableTest, KeepsAllOfEveryKind) {
    expectAllKept(catalog().repositories());
    expectAllKept(catalog().patternGroups());
    expectAllKept(catalog().targets());
    expectAllKept(catalog().retentionPolicies());
    expectAllKept(catalog().schedules());
    expectAllKept(catalog().channels());
    expectAllKept(catalog().users());
    expectAllKept(catalog().tokens());
}

TEST_F(DefinitionTableTest, ListsByTheBytesOfNames) {
    for (const char* name : {"b", "ä", "B", "a-1", "a.1", "a1"})
        catalog().repositories().add({.name = name});
    std::vector<std::string> names;
    for (const auto& one : catalog().repositories().list())
        names.push_back(one.name);
    const std::vector<std::string> wanted{"B", "a-1", "a.1", "a1", "b", "ä"};
    EXPECT_EQ(names, wanted);
}

TEST_F(DefinitionTableTest, AnotherConnectionSeesWhatWasAdded) {
    catalog().repositories().add({.name = "photos", .location = "/srv/photos"});
    EXPECT_EQ(connect()->repositories().load("photos").location, "/srv/photos");
}

TEST_F(DefinitionTableTest, SettingsAreSetReplacedAndTakenAway) {
    Settings& settings = catalog().settings();
    EXPECT_EQ(settings.value(kDefaultRepository), "");
    settings.set(kDefaultRepository, "photos");
    settings.set(kDefaultRepository, "office");
    EXPECT_EQ(settings.value(kDefaultRepository), "office");
    settings.set("one.b", "2");
    settings.set("one.a", "1");
    using Found = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(settings.beginningWith("one."), (Found{{"one.a", "1"}, {"one.b", "2"}}));
    EXPECT_TRUE(settings.beginningWith("two.").empty());
    EXPECT_TRUE(settings.beginningWith("one_").empty());
    settings.set(kDefaultRepository, "");
    EXPECT_EQ(settings.value(kDefaultRepository), "");
    EXPECT_EQ(kindThrown([&] { settings.set(kDefaultRepository, "\xff"); }),
              ErrorKind::InvalidInput);
}

}  // namespace

}  // namespace tl::catalog
