#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "services/configuration/configurations.h"
#include "tests/support/test_catalog.h"

namespace tl::services {

namespace {

const std::string kFile = R"(format = 1
[settings]
default_repository = "photos"
[repositories.photos]
location = "/srv/photos"
password_kind = "file"
password_reference = "/etc/p"
[repositories.office]
location = "/srv/office"
[pattern_groups.own]
excludes = ["*.iso"]
[targets.home]
paths = ["/home"]
repositories = ["photos", "office"]
pattern_groups = ["own", "caches"]
[retention_policies.usual]
scope = "target"
subject = "home"
rules = { keep-daily = "7" }
[schedules.nightly]
action = "backup"
subject = "home"
timing = "0 3 * * *"
[notification_channels.mail]
kind = "desktop"
events = ["failure"]
)";

class ConfigurationTest : public catalog::CatalogTest {
  protected:
    ConfigurationTest()
        : access_{makeCatalogAccess(clock_, random_, folder_ / "catalog.db")},
          configurations_{makeConfigurations(
              *access_,
              {.settleLocation = [](const std::string& location) { return location; },
               .isSecretOption = [](const std::string& key) { return key == "x.token"; }})} {}

    std::vector<ConfigurationChange> apply(const std::string& text,
                                           Unnamed unnamed = Unnamed::Keep,
                                           Execution execution = Execution::Apply) {
        return configurations_->apply({.text = text, .unnamed = unnamed, .execution = execution});
    }
    /// The steps, as "+repository photos".
    static std::string stepsOf(const std::vector<ConfigurationChange>& changes) {
        std::string all;
        for (const ConfigurationChange& change : changes) {
            const char sign = change.step == ConfigurationStep::Add      ? '+'
                              : change.step == ConfigurationStep::Change ? '~'
                                                                         : '-';
            all += sign + change.kind + " " + change.name;
            for (const std::string& field : change.fields)
                all += " " + field;
            all += "; ";
        }
        return all;
    }
    std::string refusalOf(const std::string& text) {
        try {
            (void)apply(text);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput) << error.describe();
            return error.describe();
        }
        return {};
    }
    static std::string with(std::string text, const std::string& from, const std::string& to) {
        return text.replace(text.find(from), from.size(), to);
    }

    std::unique_ptr<CatalogAccess> access_;
    std::unique_ptr<Configurations> configurations_;
};

TEST_F(ConfigurationTest, APlanChangesNothingAndMakesNoCatalog) {
    const auto changes = apply(kFile, Unnamed::Keep, Execution::PlanOnly);
    EXPECT_EQ(changes.size(), 8U);
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
    configurations_->validate(kFile);
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
}

TEST_F(ConfigurationTest, AppliedAgainChangesNothing) {
    const auto planned = apply(kFile, Unnamed::Keep, Execution::PlanOnly);
    EXPECT_EQ(apply(kFile), planned);
    EXPECT_EQ(stepsOf(planned),
              "+repository office; +repository photos; +pattern group own; +target home; "
              "+retention policy usual; +schedule nightly; +notification channel mail; "
              "~setting default_repository value; ");
    EXPECT_EQ(apply(kFile), std::vector<ConfigurationChange>{});
    EXPECT_EQ(access_->open().targets().load("home").patternGroups,
              (catalog::Texts{"own", "caches"}));
    EXPECT_EQ(access_->open().settings().value(catalog::kDefaultRepository), "photos");
}

TEST_F(ConfigurationTest, WhatIsExportedGivesTheSameElsewhere) {
    (void)apply(kFile);
    const std::string text = configurations_->exportAll();
    EXPECT_EQ(apply(text, Unnamed::Remove), std::vector<ConfigurationChange>{});
    const auto elsewhere = makeCatalogAccess(clock_, random_, folder_ / "other.db");
    const auto there = makeConfigurations(
        *elsewhere, {.settleLocation = [](const std::string& location) { return location; },
                     .isSecretOption = [](const std::string&) { return false; }});
    EXPECT_EQ(there->exportAll(),
              "# TimeLocker's definitions; `tl config apply FILE` brings them "
              "to a machine.\nformat = 1\n");
    EXPECT_EQ(there->apply({.text = text, .execution = Execution::Apply}).size(), 8U);
    EXPECT_EQ(there->exportAll(), text);
}

TEST_F(ConfigurationTest, ShowsWhichFieldsChange) {
    (void)apply(kFile);
    const std::string changed =
        with(with(kFile, "/srv/office", "/mnt/office"), "\"*.iso\"", "\"*.img\"");
    EXPECT_EQ(stepsOf(apply(changed)),
              "~repository office location; ~pattern group own excludes; ");
    EXPECT_EQ(access_->open().repositories().load("office").location, "/mnt/office");
}

TEST_F(ConfigurationTest, WhatTheFileDoesNotNameStaysUnlessAsked) {
    (void)apply(kFile);
    const std::string less = "format = 1\n[repositories.office]\nlocation = \"/srv/office\"\n";
    EXPECT_EQ(apply(less), std::vector<ConfigurationChange>{});
    EXPECT_EQ(stepsOf(apply(less, Unnamed::Remove)),
              "-repository photos; -pattern group own; -target home; -retention policy usual; "
              "-schedule nightly; -notification channel mail; ~setting default_repository value; ");
    EXPECT_EQ(access_->open().repositories().list().size(), 1U);
}

TEST_F(ConfigurationTest, RulesOfRegionsAreAppliedAsTheyAreWrittenBack) {
    const std::string file =
        with(with(kFile, "[repositories.office]", "[repositories.office]\nregion_rule = \"US\""),
             "default_repository", "region_rule = \"EEA, uk\"\ndefault_repository");
    const std::string steps = stepsOf(apply(file));
    EXPECT_NE(steps.find("~setting region_rule value; "), std::string::npos) << steps;
    EXPECT_EQ(access_->open().settings().value(catalog::kRegionRule), "eea uk");
    EXPECT_EQ(access_->open().repositories().load("office").regionRule, "us");
    EXPECT_EQ(apply(file), std::vector<ConfigurationChange>{});
    EXPECT_EQ(apply(configurations_->exportAll()), std::vector<ConfigurationChange>{});
    // A file that does not speak of it leaves it, unless it stands for all.
    EXPECT_EQ(stepsOf(apply(kFile)), "~repository office region_rule; ");
    EXPECT_EQ(stepsOf(apply(kFile, Unnamed::Remove)), "~setting region_rule value; ");
    EXPECT_NE(refusalOf(with(file, "EEA, uk", "breach=warn")).find("name what is allowed"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(file, "US", "u/s")).find("repository=office"), std::string::npos);
}

TEST_F(ConfigurationTest, DefinitionsThatNameWhatIsNotThereAreRefusedAsAWhole) {
    EXPECT_NE(refusalOf(with(kFile, "\"office\"]", "\"attic\"]")).find("repository \"attic\""),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "\"own\", ", "\"nobody\", ")).find("pattern group \"nobody\""),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "[schedules.nightly]",
                             "[retention_policies.second]\nscope = \"target\"\nsubject = \"home\"\n"
                             "rules = { keep-last = \"1\" }\n[schedules.nightly]"))
                  .find("for the same as"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "subject = \"home\"\nrules", "subject = \"hut\"\nrules"))
                  .find("target \"hut\""),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "subject = \"home\"\ntiming", "subject = \"hut\"\ntiming"))
                  .find("schedule \"nightly\" names the target"),
              std::string::npos);
    EXPECT_NE(
        refusalOf(with(kFile, "default_repository = \"photos\"", "default_repository = \"x\""))
            .find("default_repository"),
        std::string::npos);
    EXPECT_TRUE(access_->open().repositories().list().empty());
}

TEST_F(ConfigurationTest, UnsoundDefinitionsAreRefusedByName) {
    EXPECT_NE(refusalOf(with(kFile, "\"/home\"", "\"home\"")).find("target=home"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "\"*.iso\"", "\"[z-a\"")).find("pattern_group=own"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "/srv/office", "rest:https://a:b@h/")).find("password"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "/srv/office\"", "/o\"\noptions = { \"x.token\" = \"s\" }"))
                  .find("is a secret"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "scope = \"target\"", "scope = \"planet\""))
                  .find("\"planet\" is to be one of all"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "0 3 * * *", "at dawn")).find("schedule=nightly"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "keep-daily", "keep-most")).find("retention_policy=usual"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kFile, "action = \"backup\"", "action = \"dance\""))
                  .find("\"dance\" is to be one of backup"),
              std::string::npos);
    EXPECT_EQ(kindThrown([&] { configurations_->validate("format = 9"); }), ErrorKind::Unsupported);
    EXPECT_FALSE(exists(folder_ / "catalog.db"));
}

}  // namespace

}  // namespace tl::services
