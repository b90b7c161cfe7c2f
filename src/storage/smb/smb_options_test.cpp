#include "storage/smb/smb_options.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

TEST(SmbOptions, ReadsUserHostShareAndPath) {
    const auto options = parseSmbLocation("smb://ann@nas.lan/backups/laptop/restic").value();
    EXPECT_EQ(options.user, "ann");
    EXPECT_EQ(options.host, "nas.lan");
    EXPECT_EQ(options.port, 0);
    EXPECT_EQ(options.share, "backups");
    EXPECT_EQ(options.path, "laptop/restic");
    EXPECT_EQ(options.connections, 5U);
}

TEST(SmbOptions, ReadsWhatMayBeLeftOut) {
    const auto least = parseSmbLocation("smb://nas/share").value();
    EXPECT_EQ(least.user, "");
    EXPECT_EQ(least.path, "");
    const auto most =
        parseSmbLocation("smb://WORK;ann@[2001:db8::1]:4450//share//a b/./c/").value();
    EXPECT_EQ(most.domain, "WORK");
    EXPECT_EQ(most.user, "ann");
    EXPECT_EQ(most.host, "2001:db8::1");
    EXPECT_EQ(most.port, 4450);
    EXPECT_EQ(most.share, "share");
    EXPECT_EQ(most.path, "a b/c");
}

TEST(SmbOptions, LeavesOtherLocationsAlone) {
    for (const char* location : {"/smb", "smb", "s3:smb://x", "./smb://x/y", ""})
        EXPECT_FALSE(parseSmbLocation(location).has_value()) << location;
}

TEST(SmbOptions, RefusesWhatIsMalformed) {
    for (const char* location :
         {"smb:",           "smb:/nas/s",          "smb://",           "smb:///s",
          "smb://nas",      "smb://nas/",          "smb://nas//./",    "smb://nas:/s",
          "smb://nas:0/s",  "smb://nas:65536/s",   "smb://nas:port/s", "smb://nas/s/../t",
          "smb://[::1/s",   "smb://[::1]x/s",      "smb://na s/s",     "smb://@nas/s",
          "smb://D;@nas/s", "smb://D;E;ann@nas/s", "smb://nas/s/a\\b", "smb://nas/s/a\nb"})
        EXPECT_EQ(kindThrown([&] { (void)parseSmbLocation(location); }), ErrorKind::InvalidInput)
            << location;
}

TEST(SmbOptions, RefusesAPasswordAndDoesNotShowIt) {
    try {
        (void)parseSmbLocation("smb://ann:geheim@nas/share");
        FAIL() << "taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        EXPECT_EQ(error.describe().find("geheim"), std::string::npos);
        EXPECT_NE(error.describe().find("TIMELOCKER_SMB_PASSWORD"), std::string::npos);
    }
}

TEST(SmbOptions, ReadsOptions) {
    auto smb = parseSmbLocation("smb://nas/s").value();
    applySmbOptions({{"smb.domain", "WORK"},
                     {"smb.encryption", "required"},
                     {"smb.signing", "agreed"},
                     {"smb.password-file", "/secret"},
                     {"smb.password-command", "pass nas"},
                     {"smb.connections", "3"},
                     {"smb.program", "/opt/smb"},
                     {"s3.region", "x"}},
                    smb);
    EXPECT_EQ(smb.domain, "WORK");
    EXPECT_EQ(smb.encryption, SmbDemand::Required);
    EXPECT_EQ(smb.signing, SmbDemand::Agreed);
    EXPECT_EQ(smb.passwordFile, "/secret");
    EXPECT_EQ(smb.passwordCommand, "pass nas");
    EXPECT_EQ(smb.connections, 3U);
    EXPECT_EQ(smb.program, "/opt/smb");
}

TEST(SmbOptions, RefusesOptionsThatMakeNoSense) {
    for (const auto& [name, value] : std::map<std::string, std::string>{{"smb.encryption", "maybe"},
                                                                        {"smb.signing", "on"},
                                                                        {"smb.connections", "0"},
                                                                        {"smb.nosuch", "1"}}) {
        SmbOptions smb;
        EXPECT_EQ(kindThrown([&] {
                      applySmbOptions({{name, value}}, smb);
                  }),
                  ErrorKind::InvalidInput)
            << name;
    }
}

TEST(SmbOptions, SaysTheLocation) {
    for (const char* location :
         {"smb://ann@nas/s/a/b", "smb://nas/s", "smb://nas:4450/s", "smb://ann@[::1]:4450/s/a"})
        EXPECT_EQ(toLocation(parseSmbLocation(location).value()), location);
}

}  // namespace
}  // namespace tl::storage
