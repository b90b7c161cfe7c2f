#include "infra/engine/filter/glob.h"

#include <map>

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

using Paths = std::vector<std::string>;

/// Folders and the names in them.
const std::map<std::string, Paths>& folders() {
    static const std::map<std::string, Paths> kFolders{
        {".", {"b.c", ".a.c", "a.c", "sub", "[x]"}},
        {"sub", {"z", "y"}},
        {"/", {"etc", "home"}},
        {"/etc", {"passwd"}},
        {"/home", {"me", "you"}},
        {"/home/me", {"x"}},
        {"/home/you", {"x", "y"}},
    };
    return kFolders;
}

const GlobView& view() {
    static const GlobView kView{
        .exists = [](const std::string& path) { return path == "a.c" || path == "sub//z"; },
        .namesIn = [](const std::string& folder) -> std::optional<Paths> {
            const auto found = folders().find(folder);
            return found == folders().end() ? std::nullopt : std::optional{found->second};
        }};
    return kView;
}

Paths expand(const std::string& pattern) {
    return expandGlob(pattern, view());
}

TEST(Glob, APlainPathIsItselfIfItExists) {
    EXPECT_EQ(expand("a.c"), Paths{"a.c"});
    EXPECT_EQ(expand("sub//z"), Paths{"sub//z"});
    EXPECT_EQ(expand("none"), Paths{});
    EXPECT_EQ(expand(""), Paths{});
}

TEST(Glob, MatchesNamesInOrder) {
    EXPECT_EQ(expand("*.c"), (Paths{".a.c", "a.c", "b.c"}));
    EXPECT_EQ(expand("\\[x]"), Paths{"[x]"});
    EXPECT_EQ(expand("sub/?"), (Paths{"sub/y", "sub/z"}));
    EXPECT_EQ(expand("/*"), (Paths{"/etc", "/home"}));
    EXPECT_EQ(expand("*.d"), Paths{});
    EXPECT_EQ(expand("none/*"), Paths{});
}

TEST(Glob, MatchesFoldersToo) {
    EXPECT_EQ(expand("/home/*/x"), (Paths{"/home/me/x", "/home/you/x"}));
    EXPECT_EQ(expand("/*/*"), (Paths{"/etc/passwd", "/home/me", "/home/you"}));
    EXPECT_EQ(expand("*/y"), Paths{"sub/y"});
}

TEST(Glob, RefusesMalformedPatterns) {
    for (const auto* pattern : {"[", "a/[", "*/[a", "a\\"}) {
        try {
            (void)expand(pattern);
            ADD_FAILURE() << "accepted " << pattern;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
        }
    }
    EXPECT_THROW((void)expand(std::string(20000, '/') + "*"), Error);
}

}  // namespace
}  // namespace tl::engine
