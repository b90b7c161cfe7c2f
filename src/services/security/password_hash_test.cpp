#include "services/security/password_hash.h"

#include <gtest/gtest.h>

namespace tl::services {
namespace {

std::string hashOf(const char* password) {
    SystemRandom random;
    return hashPassword(Secret::fromText(password), {.n = 1024}, random);
}

bool fits(const char* password, const std::string& hash) {
    return isPassword(Secret::fromText(password), hash);
}

TEST(PasswordHash, KnowsItsPassword) {
    const std::string hash = hashOf("a password");
    EXPECT_TRUE(hash.starts_with("scrypt$10$8$1$"));
    EXPECT_TRUE(fits("a password", hash));
    EXPECT_FALSE(fits("A password", hash));
    EXPECT_FALSE(fits("", hash));
    EXPECT_NE(hash, hashOf("a password")) << "each has its own salt";
}

TEST(PasswordHash, WhatIsMalformedFitsNothing) {
    const std::string hash = hashOf("a password");
    for (std::size_t size = 0; size < hash.size(); ++size)
        EXPECT_FALSE(fits("a password", hash.substr(0, size))) << size;
    EXPECT_FALSE(fits("a password", hash + "0"));
    EXPECT_FALSE(fits("a password", hash + "$"));
    const std::string rest = hash.substr(std::string{"scrypt$10$8$1$"}.size());
    for (const char* head : {"scrypt$31$8$1$", "scrypt$0$8$1$", "scrypt$10$9$1$", "scrypt$10$8$0$",
                             "bcrypt$10$8$1$", "scrypt$-1$8$1$", "scrypt$x$8$1$"})
        EXPECT_FALSE(fits("a password", head + rest)) << head;
}

}  // namespace
}  // namespace tl::services
