#include "storage/sftp/ssh_failure.h"

#include <csignal>
#include <string>

#include <gtest/gtest.h>

namespace tl::storage::sftp {
namespace {

Error withWords(std::string_view words, ExitStatus status = {.code = 255}) {
    return errorOf({.program = "ssh", .status = status, .errors = words, .wasOpen = false});
}

bool contains(const Error& error, std::string_view part) {
    return std::string_view{error.what()}.find(part) != std::string_view::npos;
}

TEST(SshFailure, SaysWhatToDoAboutEachCause) {
    const struct {
        const char* words;
        ErrorKind kind;
        const char* advice;
    } cases[] = {
        {"@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\r\n",
         ErrorKind::PermissionDenied, "ssh-keygen -R"},
        {"Host key verification failed.\r\n", ErrorKind::PermissionDenied, "by hand"},
        {"me@host: Permission denied (publickey).\r\n", ErrorKind::PermissionDenied, "-i FILE"},
        {"subsystem request failed on channel 0\r\n", ErrorKind::Unsupported, "Subsystem sftp"},
        {"ssh: Could not resolve hostname h: Name or service not known\r\n",
         ErrorKind::InvalidInput, "spelling"},
        {"ssh: Could not resolve hostname h: Temporary failure in name resolution\r\n",
         ErrorKind::Unavailable, "looked up"},
        {"ssh: connect to host h port 22: Connection refused\r\n", ErrorKind::Unavailable,
         "sshd running"},
        {"kex_exchange_identification: read: Connection reset by peer\r\n", ErrorKind::Unavailable,
         "said: kex_exchange_identification"},
    };
    for (const auto& each : cases) {
        const Error error = withWords(each.words);
        EXPECT_EQ(error.kind(), each.kind) << each.words;
        EXPECT_TRUE(contains(error, each.advice)) << error.what();
        EXPECT_FALSE(contains(error, "\r")) << error.what();
    }
}

TEST(SshFailure, AProgramThatIsNoSshIsNotWorthARetry) {
    EXPECT_EQ(withWords("", {.code = 1}).kind(), ErrorKind::Unsupported);
    EXPECT_TRUE(contains(withWords("", {.code = 1}), "ended with exit status 1 and said nothing"));
    EXPECT_EQ(withWords("", {.code = 255}).kind(), ErrorKind::Unavailable);
    EXPECT_EQ(withWords("", {.signal = SIGKILL}).kind(), ErrorKind::Unavailable);
}

TEST(SshFailure, WhatWasOpenIsWorthARetry) {
    const Error error = errorOf({.program = "ssh",
                                 .status = ExitStatus{.code = 255},
                                 .errors = "Permission denied (publickey)",
                                 .wasOpen = true});
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_TRUE(contains(error, "lost"));
}

TEST(SshFailure, TheServersWordsDoNothingToATerminal) {
    EXPECT_FALSE(contains(withWords("banner \x1b]0;title\x07"), "\x1b"));
}

}  // namespace
}  // namespace tl::storage::sftp
