#include "storage/smb/smb_url.h"

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

TEST(SmbUrl, EscapesWhatMeansSomethingInAUrl) {
    EXPECT_EQ(escapeForUrl("data/ab/0123-tmp-4_5.6~"), "data/ab/0123-tmp-4_5.6~");
    EXPECT_EQ(escapeForUrl("a b%20?c#d\xC3\xA4"), "a%20b%2520%3Fc%23d%C3%A4");
}

TEST(SmbUrl, NamesTheShare) {
    EXPECT_EQ(shareUrl("nas", 0, "my share"), "smb://nas/my%20share");
    EXPECT_EQ(shareUrl("nas", 4450, "s"), "smb://nas:4450/s");
    EXPECT_EQ(shareUrl("::1", 445, "s"), "smb://[::1]:445/s");
}

}  // namespace
}  // namespace tl::storage
