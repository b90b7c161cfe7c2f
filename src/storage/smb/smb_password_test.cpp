#include "storage/smb/smb_password.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl::storage {
namespace {

class SmbPasswordTest : public testing::Test {
  protected:
    SmbPasswordTest() { ::unsetenv("TIMELOCKER_SMB_PASSWORD"); }
    ~SmbPasswordTest() override { ::unsetenv("TIMELOCKER_SMB_PASSWORD"); }

    SmbOptions options_;
    const TemporaryDirectory folder_;
};

TEST_F(SmbPasswordTest, ComesFromTheEnvironment) {
    ::setenv("TIMELOCKER_SMB_PASSWORD", "from outside ", 1);
    EXPECT_EQ(loadSmbPassword(options_, {}).text(), "from outside ");
    ::setenv("TIMELOCKER_SMB_PASSWORD", "", 1);
    EXPECT_TRUE(loadSmbPassword(options_, {}).isEmpty());
}

TEST_F(SmbPasswordTest, AFileIsPreferredToTheEnvironment) {
    ::setenv("TIMELOCKER_SMB_PASSWORD", "from outside", 1);
    options_.passwordFile = folder_ / "password";
    writeFile(options_.passwordFile, "from a file\r\nrest\n");
    EXPECT_EQ(loadSmbPassword(options_, {}).text(), "from a file");
}

TEST_F(SmbPasswordTest, ACommandIsPreferredToAll) {
    options_.passwordFile = folder_ / "missing";
    options_.passwordCommand = "echo \"from a command\"";
    EXPECT_EQ(loadSmbPassword(options_, {}).text(), "from a command");
    options_.passwordCommand = "false";
    EXPECT_EQ(kindThrown([&] { (void)loadSmbPassword(options_, {}); }), ErrorKind::InvalidInput);
}

TEST_F(SmbPasswordTest, WithoutOneTheMessageNamesAllWays) {
    try {
        (void)loadSmbPassword(options_, {});
        FAIL() << "a password out of nowhere";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        for (const char* way :
             {"TIMELOCKER_SMB_PASSWORD", "smb.password-file", "smb.password-command"})
            EXPECT_NE(error.describe().find(way), std::string::npos) << way;
    }
}

}  // namespace
}  // namespace tl::storage
