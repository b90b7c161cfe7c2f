#include "infra/platform/extended_attributes.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

std::vector<NamedAttribute> sorted(std::vector<NamedAttribute> attributes) {
    std::ranges::sort(attributes, {}, &NamedAttribute::name);
    return attributes;
}

class ExtendedAttributesTest : public testing::Test {
  protected:
    void SetUp() override {
        writeFile(path_, "");
        if (kindThrown([&] { setExtendedAttribute(path_, "user.probe", ""); }))
            GTEST_SKIP() << "no extended attributes on the file system of " << folder_.path();
        removeExtendedAttribute(path_, "user.probe");
    }

    const TemporaryDirectory folder_;
    const std::string path_ = folder_ / "file";
};

TEST_F(ExtendedAttributesTest, AreReadBackWithAnyValue) {
    EXPECT_TRUE(readExtendedAttributes(path_).empty());
    const std::vector<NamedAttribute> attributes = {
        {"user.a-empty", ""},
        {"user.b-bytes", std::string("\0\xff\n", 3)},
        {"user.c-\xff odd", "x"},
        {"user.d-long", std::string(2000, 'v')},
        {"user.e-" + std::string(200, 'n'), "1"},
        {"user.f-" + std::string(200, 'n'), "2"},
        {"user.g-" + std::string(200, 'n'), "3"},
    };
    for (const auto& [name, value] : attributes)
        setExtendedAttribute(path_, name, value);
    EXPECT_EQ(sorted(readExtendedAttributes(path_)), attributes);
    EXPECT_EQ(sorted(File::openSource(path_).readExtendedAttributes()), attributes);
}

TEST_F(ExtendedAttributesTest, AreReplacedAndRemoved) {
    setExtendedAttribute(path_, "user.a", "old");
    setExtendedAttribute(path_, "user.a", "new");
    EXPECT_EQ(readExtendedAttributes(path_), (std::vector<NamedAttribute>{{"user.a", "new"}}));
    EXPECT_TRUE(removeExtendedAttribute(path_, "user.a"));
    EXPECT_FALSE(removeExtendedAttribute(path_, "user.a"));
    EXPECT_TRUE(readExtendedAttributes(path_).empty());
}

TEST_F(ExtendedAttributesTest, AreSetThroughAnOpenFileOrFolder) {
    File file = File::openForWriting(path_);
    file.setExtendedAttribute("user.a", "1");
    EXPECT_EQ(file.readExtendedAttributes(), readExtendedAttributes(path_));
    EXPECT_TRUE(file.removeExtendedAttribute("user.a"));
    EXPECT_FALSE(file.removeExtendedAttribute("user.a"));
    setExtendedAttribute(folder_.path(), "user.b", "2");
    EXPECT_EQ(Directory::open(folder_.path(), Follow::No).readExtendedAttributes(),
              (std::vector<NamedAttribute>{{"user.b", "2"}}));
}

TEST_F(ExtendedAttributesTest, OfALinkAreItsOwn) {
    setExtendedAttribute(path_, "user.a", "of the target");
    const std::string link = folder_ / "link";
    makeSymlink("file", link);
    EXPECT_TRUE(readExtendedAttributes(link).empty());
    if (!isRoot() || kindThrown([&] { setExtendedAttribute(link, "trusted.a", "x"); }))
        GTEST_SKIP() << "only root may set one on a link";
    EXPECT_EQ(readExtendedAttributes(link), (std::vector<NamedAttribute>{{"trusted.a", "x"}}));
}

TEST_F(ExtendedAttributesTest, AccessControlListsAreAmongThem) {
    // One named user more than the mode has: version 2, then tag, permissions and id of each entry.
    const std::string list(
        "\x02\0\0\0"
        "\x01\0\x06\0\xff\xff\xff\xff"
        "\x02\0\x04\0\xd2\x04\0\0"
        "\x04\0\x04\0\xff\xff\xff\xff"
        "\x10\0\x04\0\xff\xff\xff\xff"
        "\x20\0\0\0\xff\xff\xff\xff",
        44);
    const std::string name = "system.posix_acl_access";
    if (kindThrown([&] { setExtendedAttribute(path_, name, list); }))
        GTEST_SKIP() << "no access control lists on the file system of " << folder_.path();
    EXPECT_EQ(readExtendedAttributes(path_), (std::vector<NamedAttribute>{{name, list}}));
    EXPECT_EQ(readStatus(path_, Follow::No).permissionBits, 0640U);
}

TEST_F(ExtendedAttributesTest, ErrorsNameTheFileAndTheAttribute) {
    const auto setForeign = [&] { setExtendedAttribute(path_, "nowhere.a", "x"); };
    EXPECT_EQ(kindThrown(setForeign), ErrorKind::Unsupported);
    try {
        setForeign();
    } catch (const Error& error) {
        EXPECT_NE(std::string{error.what()}.find("nowhere.a"), std::string::npos);
        EXPECT_NE(std::string{error.what()}.find(path_), std::string::npos);
    }
    EXPECT_EQ(kindThrown([&] { (void)readExtendedAttributes(folder_ / "missing"); }),
              ErrorKind::NotFound);
}

TEST_F(ExtendedAttributesTest, AreNoneWhereTheFileSystemHasNone) {
    EXPECT_TRUE(readExtendedAttributes("/proc/self/status").empty());
}

}  // namespace
}  // namespace tl
