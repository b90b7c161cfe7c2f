// For tests: code that runs in a process of its own, which may give up what the test's process
// needs.

#pragma once

#include <cstdio>
#include <exception>
#include <functional>

#include <grp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tl {

/// Runs `test` in a child of this process; its failures are failures here. No other thread may run
/// meanwhile.
inline void runInChild(const std::function<void()>& test) {
    std::fflush(nullptr);  // Or the child would write what is buffered a second time.
    const ::pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        try {
            test();
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "see the failures above";
}

/// As runInChild, without root's powers.
inline void runAsOrdinaryUser(const std::function<void()>& test) {
    runInChild([&] {
        constexpr ::uid_t kNobody = 65534;
        if (::geteuid() == 0) {
            ASSERT_EQ(::setgroups(0, nullptr), 0);
            ASSERT_EQ(::setgid(kNobody), 0);
            ASSERT_EQ(::setuid(kNobody), 0);
        }
        test();
    });
}

}  // namespace tl
