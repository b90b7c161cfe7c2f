#include "infra/engine/dump/acl_text.h"

#include <string>

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

/// A text with zero bytes in it.
template <std::size_t size>
std::string bytes(const char (&text)[size]) {
    return {text, size - 1};
}

const std::string kVersion = bytes("\x02\0\0\0");
const std::string kNobody = bytes("\xff\xff\xff\xff");

TEST(AclText, NamesEveryKindOfEntry) {
    const std::string attribute = kVersion + bytes("\x01\0\x06\0") + kNobody +
                                  bytes("\x02\0\x07\0\x01\0\0\0") + bytes("\x04\0\x04\0") +
                                  kNobody + bytes("\x08\0\x01\0\x00\x28\x6b\xee") +
                                  bytes("\x10\0\x02\0") + kNobody + bytes("\x20\0\0\0") + kNobody;
    EXPECT_EQ(toAclText(attribute),
              "user::rw-\nuser:1:rwx\ngroup::r--\ngroup:4000000000:--x\nmask::-w-\nother::---\n");
    EXPECT_EQ(toAclText(kVersion), "");
}

TEST(AclText, RefusesWhatIsNone) {
    EXPECT_EQ(toAclText(""), std::nullopt);
    EXPECT_EQ(toAclText(bytes("\x02\0\0")), std::nullopt);
    EXPECT_EQ(toAclText(bytes("\x03\0\0\0")), std::nullopt);
    EXPECT_EQ(toAclText(kVersion + bytes("\x01\0\x06\0")), std::nullopt);
    EXPECT_EQ(toAclText(kVersion + bytes("\x03\0\x06\0") + kNobody), std::nullopt);
}

}  // namespace
}  // namespace tl::engine
