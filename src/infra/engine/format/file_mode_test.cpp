#include "infra/engine/format/file_mode.h"

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"

namespace tl::engine {
namespace {

TEST(FileMode, IsWhatResticWrote) {
    const auto vectors = goldenJson("format/json_vectors.json").at("modes");
    for (const auto& vector : vectors) {
        const auto statMode =
            std::stoul(vector.at("st_mode").get<std::string>().substr(2), nullptr, 8);
        const auto type = parseNodeType(vector.at("type").get<std::string>());
        ASSERT_TRUE(type);
        const auto permissionBits = static_cast<std::uint32_t>(statMode & 07777U);
        const auto mode = vector.at("json_mode").get<std::uint32_t>();
        EXPECT_EQ(toFileMode(*type, permissionBits), mode);
        EXPECT_EQ(toPermissionBits(mode), permissionBits);
    }
}

TEST(FileMode, KeepsNothingButPermissions) {
    EXPECT_EQ(toFileMode(NodeType::File, 0100644), 0644U);
    EXPECT_EQ(toFileMode(NodeType::Socket, 0755), kModeSocket | 0755U);
    EXPECT_EQ(toFileMode(NodeType::Irregular, 0), kModeIrregular);
}

TEST(FileMode, IsDescribedAsGoDoes) {
    EXPECT_EQ(describeFileMode(0644), "-rw-r--r--");
    EXPECT_EQ(describeFileMode(0), "----------");
    EXPECT_EQ(describeFileMode(kModeDirectory | 0755), "drwxr-xr-x");
    EXPECT_EQ(describeFileMode(kModeSymlink | 0777), "Lrwxrwxrwx");
    EXPECT_EQ(describeFileMode(kModeDirectory | kModeSticky | 0777), "dtrwxrwxrwx");
    EXPECT_EQ(describeFileMode(kModeSetuid | 0755), "urwxr-xr-x");
    EXPECT_EQ(describeFileMode(kModeDevice | kModeCharacterDevice | 0600), "Dcrw-------");
    EXPECT_EQ(describeFileMode(kModeFifo | 0644), "prw-r--r--");
    EXPECT_EQ(describeFileMode(kModeIrregular), "?---------");
}

}  // namespace
}  // namespace tl::engine
