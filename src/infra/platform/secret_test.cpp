#include "infra/platform/secret.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace tl {
namespace {

TEST(Secret, IsMovedAndNeverCopied) {
    static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
    Secret first = Secret::fromText("hunter2");
    const Secret second = std::move(first);
    EXPECT_EQ(second.text(), "hunter2");
    EXPECT_TRUE(
        first.isEmpty());  // NOLINT(bugprone-use-after-move): the moved-from state is promised
}

TEST(Secret, WipeZeroesEveryByte) {
    std::vector<std::byte> bytes(100, std::byte{7});
    wipe(bytes);
    EXPECT_EQ(bytes, std::vector<std::byte>(100));
}

}  // namespace
}  // namespace tl
