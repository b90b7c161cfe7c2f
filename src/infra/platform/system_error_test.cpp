#include "infra/platform/system_error.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace tl {
namespace {

std::string messageOf(int errorNumber, std::string_view what, std::string_view path) {
    try {
        throwSystemError(errorNumber, what, path);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), kindOfSystemError(errorNumber));
        return error.what();
    }
}

TEST(SystemError, SaysWhatFailedAndWhy) {
    EXPECT_EQ(messageOf(EACCES, "open", "/a/b"), R"(cannot open "/a/b": permission denied)");
    EXPECT_EQ(messageOf(EIO, "read", ""), "cannot read: input/output error");
}

TEST(SystemError, SaysWhatToDoAboutAFullDisk) {
    EXPECT_EQ(messageOf(ENOSPC, "write", "/r/x"),
              R"(cannot write "/r/x": no space left on device (make room on the file system that )"
              "holds it)");
}

TEST(SystemError, ShowsNoControlBytes) {
    EXPECT_EQ(messageOf(ENOENT, "open", "/a\x1b[2J\n"),
              R"(cannot open "/a\x1b[2J\n": no such file or directory)");
}

TEST(SystemError, HasAKindForEachThingToDo) {
    EXPECT_EQ(kindOfSystemError(ENOENT), ErrorKind::NotFound);
    EXPECT_EQ(kindOfSystemError(EEXIST), ErrorKind::AlreadyExists);
    for (const int denied : {EACCES, EPERM, EROFS})
        EXPECT_EQ(kindOfSystemError(denied), ErrorKind::PermissionDenied) << denied;
    for (const int full : {ENOSPC, EDQUOT, ENOMEM, EMFILE, ENFILE})
        EXPECT_EQ(kindOfSystemError(full), ErrorKind::ResourceExhausted) << full;
    for (const int passing : {EIO, ETIMEDOUT, ESTALE, EHOSTDOWN, EBUSY})
        EXPECT_EQ(kindOfSystemError(passing), ErrorKind::Unavailable) << passing;
    for (const int wrong : {ENAMETOOLONG, ELOOP, EISDIR, EINVAL})
        EXPECT_EQ(kindOfSystemError(wrong), ErrorKind::InvalidInput) << wrong;
}

}  // namespace
}  // namespace tl
