#include "infra/platform/secret_variables.h"

#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(SecretVariables, AreKnownByTheirNames) {
    for (const char* name : {"RESTIC_PASSWORD", "RESTIC_FROM_PASSWORD", "TIMELOCKER_SMB_PASSWORD",
                             "RESTIC_REST_PASSWORD", "B2_ACCOUNT_KEY", "AWS_SECRET_ACCESS_KEY",
                             "AWS_SESSION_TOKEN", "MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"})
        EXPECT_TRUE(isSecretVariable(name)) << name;
    for (const char* name : {"PATH", "HOME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "RESTIC_PASSWORD_FILE",
                             "AWS_ACCESS_KEY_ID", ""})
        EXPECT_FALSE(isSecretVariable(name)) << name;
}

TEST(SecretVariables, AreKeptFromPrograms) {
    ASSERT_EQ(::setenv("TL_TEST_PASSWORD", "hush", 1), 0);
    ASSERT_EQ(::setenv("TL_TEST_PLAIN", "text", 1), 0);
    const auto lines = environmentWithoutSecrets();
    EXPECT_EQ(std::ranges::count(lines, "TL_TEST_PASSWORD=hush"), 0);
    EXPECT_EQ(std::ranges::count(lines, "TL_TEST_PLAIN=text"), 1);
    ::unsetenv("TL_TEST_PASSWORD");
    ::unsetenv("TL_TEST_PLAIN");
}

}  // namespace
}  // namespace tl
