#include "infra/engine/format/id.h"

#include <gtest/gtest.h>

namespace tl::engine {
namespace {

TEST(Id, HexRoundTrips) {
    const std::string hex = "07854d2fef297a06ba81685e660c332de36d5d18d546927d30daad6d7fda1541";
    const auto id = BlobId::parse(hex);
    ASSERT_TRUE(id);
    EXPECT_EQ(id->hex(), hex);
    EXPECT_EQ(id->shortHex(), "07854d2f");
}

TEST(Id, RefusesWhatIsNot64HexDigits) {
    EXPECT_FALSE(BlobId::parse(""));
    EXPECT_FALSE(BlobId::parse(std::string(63, 'a')));
    EXPECT_FALSE(BlobId::parse(std::string(65, 'a')));
    EXPECT_FALSE(BlobId::parse(std::string(63, 'a') + "g"));
}

}  // namespace
}  // namespace tl::engine
