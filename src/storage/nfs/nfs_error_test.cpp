#include "storage/nfs/nfs_error.h"

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

TEST(NfsError, SaysWhatACallerCanDo) {
    EXPECT_EQ(kindOfNfsStatus(2), ErrorKind::NotFound);
    EXPECT_EQ(kindOfNfsStatus(13), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOfNfsStatus(17), ErrorKind::AlreadyExists);
    EXPECT_EQ(kindOfNfsStatus(28), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOfNfsStatus(30), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindOfNfsStatus(69), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOfNfsStatus(10004), ErrorKind::Unsupported);
}

TEST(NfsError, WhatMayPassIsWorthARetry) {
    for (const int status : {5, 70, 10001, 10006, 10008, 123456, -1})
        EXPECT_EQ(kindOfNfsStatus(status), ErrorKind::Unavailable) << status;
}

TEST(NfsError, NamesTheFileAndWhatToDo) {
    try {
        throwNfsError(28, "write", "data/ab\n");
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), R"(cannot write "data/ab\n": the server's disk is full (make )"
                                   "room on it)");
    }
}

}  // namespace
}  // namespace tl::storage
