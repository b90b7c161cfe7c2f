#include "services/security/secret_reference.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::services {
namespace {

TEST(SecretReference, NamesAPlaceAndWhatIsThere) {
    EXPECT_EQ(parseSecretReference("file:/etc/a:b").place, SecretPlace::File);
    EXPECT_EQ(parseSecretReference("file:/etc/a:b").text, "/etc/a:b");
    EXPECT_EQ(parseSecretReference("command:pass show x").place, SecretPlace::Command);
    EXPECT_EQ(parseSecretReference("keyring:mail backup").place, SecretPlace::Keyring);
    EXPECT_EQ(parseSecretReference("plugin:p/x").text, "p/x");
    EXPECT_EQ(parseSecretReference("variable:MAIL").place, SecretPlace::Variable);
}

TEST(SecretReference, RefusesASecretThatIsGivenItself) {
    for (const char* wrong : {"", "hunter2", "hunter2:more", "file:", ":x", "plugin:name"}) {
        EXPECT_EQ(kindThrown([&] { (void)parseSecretReference(wrong); }), ErrorKind::InvalidInput)
            << wrong;
    }
    try {
        (void)parseSecretReference("hunter2");
    } catch (const Error& error) {
        EXPECT_EQ(error.describe().find("hunter2"), std::string::npos);
    }
}

}  // namespace
}  // namespace tl::services
