#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/repository/named_repositories.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

class NamedRepositoryTest : public catalog::CatalogTest {
  protected:
    NamedRepositoryTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "c/catalog.db")},
          repositories_{makeNamedRepositories(
              *access_,
              {.settleLocation =
                   [](const std::string& location) {
                       if (location == "bad:") throw Error{ErrorKind::InvalidInput, "no storage"};
                       return location == "relative" ? std::string{"/absolute"} : location;
                   },
               .isSecretOption = [](const std::string& key) { return key == "x.token"; }})} {}

    [[nodiscard]] bool isThereACatalog() const { return exists(folder_ / "c/catalog.db"); }
    void add(const std::string& name) {
        repositories_->add({.name = name, .location = "/srv/" + name});
    }
    std::string refusalOf(const RepositoryDefinition& definition) {
        try {
            repositories_->add(definition);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
            return error.describe();
        }
        return {};
    }

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<NamedRepositories> repositories_;
};

TEST_F(NamedRepositoryTest, LookingForOneMakesNoCatalog) {
    EXPECT_TRUE(repositories_->list().empty());
    EXPECT_FALSE(repositories_->find("photos"));
    EXPECT_FALSE(repositories_->findDefault());
    EXPECT_EQ(kindThrown([&] { (void)repositories_->load("photos"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { repositories_->remove("photos"); }), ErrorKind::NotFound);
    EXPECT_EQ(kindThrown([&] { repositories_->setDefault("photos"); }), ErrorKind::NotFound);
    EXPECT_FALSE(isThereACatalog());
}

TEST_F(NamedRepositoryTest, AreKeptWithTheirPlaceSettled) {
    repositories_->add({.name = "photos", .location = "relative", .options = {{"a.b", "c"}}});
    EXPECT_TRUE(isThereACatalog());
    EXPECT_EQ(repositories_->load("photos").definition.location, "/absolute");
    EXPECT_EQ(kindThrown([&] { add("photos"); }), ErrorKind::AlreadyExists);
    add("office");
    const auto all = repositories_->list();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].definition.name, "office");
}

TEST_F(NamedRepositoryTest, HoldNoSecrets) {
    EXPECT_NE(refusalOf({.name = "a", .location = "rest:https://u:hunter2@host/"}).find("password"),
              std::string::npos);
    EXPECT_EQ(refusalOf({.name = "a", .location = "rest:https://u:hunter2@host/"}).find("hunter2"),
              std::string::npos);
    EXPECT_EQ(refusalOf({.name = "b", .location = "sftp://anna@host:22//srv"}), "");
    EXPECT_NE(refusalOf({.name = "c", .location = "/c", .options = {{"x.token", "s"}}})
                  .find("is a secret"),
              std::string::npos);
}

TEST_F(NamedRepositoryTest, RefuseWhatCannotBe) {
    EXPECT_NE(refusalOf({.name = "a"}).find("location is missing"), std::string::npos);
    EXPECT_NE(refusalOf({.name = "a", .location = "bad:"}).find("no storage"), std::string::npos);
    EXPECT_NE(refusalOf({.name = "a/b", .location = "/a"}).find("cannot be a name"),
              std::string::npos);
    EXPECT_NE(
        refusalOf(
            {.name = "a", .location = "/a", .passwordKind = "value", .passwordReference = "x"})
            .find("no way to get"),
        std::string::npos);
    EXPECT_NE(
        refusalOf({.name = "a", .location = "/a", .passwordKind = "file"}).find("belong together"),
        std::string::npos);
}

TEST_F(NamedRepositoryTest, TakeAllThatNamesThemToANewName) {
    add("photos");
    repositories_->setDefault("photos");
    catalog::Catalog& catalog = access_->open();
    catalog.targets().add({.name = "home", .repositories = {"photos", "other"}});
    catalog.schedules().add(
        {.name = "s", .action = "copy", .subject = "photos", .settings = {{"to", "photos"}}});
    catalog.schedules().add({.name = "t", .action = "backup", .subject = "photos"});
    catalog.retentionPolicies().add({.name = "p", .scope = "repository", .subject = "photos"});
    repositories_->note({.repository = "photos", .source = "stats", .figures = {{"bytes", 1}}});

    repositories_->edit("photos", [](RepositoryDefinition& one) { one.name = "pictures"; });
    EXPECT_EQ(repositories_->findDefault().value_or(RepositoryDefinition{}).name, "pictures");
    EXPECT_EQ(catalog.targets().load("home").repositories, (catalog::Texts{"pictures", "other"}));
    EXPECT_EQ(catalog.schedules().load("s").subject, "pictures");
    EXPECT_EQ(catalog.schedules().load("s").settings.at("to"), "pictures");
    EXPECT_EQ(catalog.schedules().load("t").subject, "photos") << "that is a target's name";
    EXPECT_EQ(catalog.retentionPolicies().load("p").subject, "pictures");
    EXPECT_EQ(repositories_->record("pictures", 5).figures.size(), 1U);
    EXPECT_FALSE(repositories_->find("photos"));
}

TEST_F(NamedRepositoryTest, AnEditThatIsRefusedChangesNothing) {
    add("photos");
    add("office");
    EXPECT_EQ(kindThrown([&] {
                  repositories_->edit("photos",
                                      [](RepositoryDefinition& one) { one.location = "bad:"; });
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] {
                  repositories_->edit("photos",
                                      [](RepositoryDefinition& one) { one.name = "office"; });
              }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(repositories_->load("photos").definition.location, "/srv/photos");
}

TEST_F(NamedRepositoryTest, InUseAreNotRemoved) {
    add("photos");
    catalog::Catalog& catalog = access_->open();
    catalog.targets().add({.name = "home", .repositories = {"photos"}});
    std::string refusal;
    try {
        repositories_->remove("photos");
    } catch (const Error& error) {
        refusal = error.describe();
    }
    EXPECT_NE(refusal.find("target \"home\""), std::string::npos) << refusal;
    catalog.targets().remove("home");
    repositories_->setDefault("photos");
    repositories_->remove("photos");
    EXPECT_FALSE(repositories_->findDefault());
    EXPECT_TRUE(repositories_->list().empty());
}

TEST(ApplyDefinition, FillsInWhatIsNotGiven) {
    const RepositoryDefinition definition{.name = "photos",
                                          .location = "/srv/photos",
                                          .passwordKind = "file",
                                          .passwordReference = "/p",
                                          .keyHint = "abcd",
                                          .options = {{"a.b", "1"}, {"a.c", "2"}}};
    RepositoryAccess access;
    access.options = {{"a.b", "given"}};
    access.password.environmentValue = "for another";
    applyDefinition(definition, access);
    EXPECT_EQ(access.name, "photos");
    EXPECT_EQ(access.location, "/srv/photos");
    EXPECT_EQ(access.password.file, "/p");
    EXPECT_FALSE(access.password.environmentValue);
    EXPECT_EQ(access.keyHint, "abcd");
    EXPECT_EQ(access.options, (std::map<std::string, std::string>{{"a.b", "given"}, {"a.c", "2"}}));

    RepositoryAccess given;
    given.password.command = "mine";
    given.keyHint = "1234";
    applyDefinition(definition, given);
    EXPECT_EQ(given.password.command, "mine");
    EXPECT_EQ(given.password.file, "");
    EXPECT_EQ(given.keyHint, "1234");
}

TEST(ApplyDefinition, TurnsReferencesIntoSources) {
    RepositoryAccess keyring;
    applyDefinition({.passwordKind = "keyring", .passwordReference = "repository photos"}, keyring);
    EXPECT_EQ(keyring.password.reference, "keyring:repository photos");
    RepositoryAccess none;
    none.password.environmentValue = "x";
    applyDefinition({.location = "/a"}, none);
    EXPECT_EQ(none.password.environmentValue, "x");
    RepositoryAccess odd;
    EXPECT_EQ(kindThrown(
                  [&] { applyDefinition({.passwordKind = "odd", .passwordReference = "x"}, odd); }),
              ErrorKind::Corrupted);
}

}  // namespace

}  // namespace tl::services
