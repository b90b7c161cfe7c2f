#include "storage/smb/smb_error.h"

#include <cerrno>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

TEST(SmbError, SaysWhatACallerCanDo) {
    EXPECT_EQ(kindOfSmbError(ENOENT), ErrorKind::NotFound);
    EXPECT_EQ(kindOfSmbError(EEXIST), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindOfSmbError(EACCES), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOfSmbError(EROFS), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOfSmbError(ENOSPC), ErrorKind::ResourceExhausted);
}

TEST(SmbError, WhatMayPassIsWorthARetry) {
    for (const int error : {EINVAL, EBADF, EIO, ETIMEDOUT, ECONNRESET, EPIPE, ECONNABORTED, EBUSY})
        EXPECT_EQ(kindOfSmbError(error), ErrorKind::Unavailable) << error;
}

TEST(SmbError, ALoginThatFailsSaysWhatToDo) {
    SmbOptions options;
    options.host = "nas";
    options.share = "backups";
    options.user = "ann";
    options.encryption = SmbDemand::Required;
    const auto messageOf = [&](int error) -> std::string {
        try {
            throwSmbLoginError(error, options);
        } catch (const Error& thrown) {
            return thrown.what();
        }
    };
    EXPECT_NE(messageOf(EACCES).find("password"), std::string::npos);
    EXPECT_NE(messageOf(EACCES).find("smb.encryption"), std::string::npos);
    EXPECT_EQ(messageOf(EACCES).find("smb.signing"), std::string::npos);
    EXPECT_NE(messageOf(ENOENT).find("\"backups\""), std::string::npos);
    const auto kindOf = [&](int error) {
        return kindThrown([&] { throwSmbLoginError(error, options); });
    };
    EXPECT_EQ(kindOf(EACCES), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOf(ENOENT), ErrorKind::NotFound);
    EXPECT_EQ(kindOf(ECONNREFUSED), ErrorKind::Unavailable);
    EXPECT_EQ(kindOf(EPROTONOSUPPORT), ErrorKind::Unsupported);
}

}  // namespace
}  // namespace tl::storage
