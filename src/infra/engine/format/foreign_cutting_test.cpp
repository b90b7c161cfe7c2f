#include "infra/engine/format/foreign_cutting.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::engine {
namespace {

Config configWith(const std::string& unknownMembers) {
    Config config;
    config.unknownMembers = unknownMembers;
    return config;
}

TEST(ForeignCutting, IsNoneWhereRusticCutsAsRestic) {
    for (const char* members : {"", R"("x":{"a":[1,null]})", R"("chunker":"rabin")",
                                R"("chunker":null,"chunk_size":null)",
                                R"("chunker":"Rabin","chunk_size":1048576,"chunk_min_size":524288,)"
                                R"("chunk_max_size":8388608)"}) {
        EXPECT_EQ(foreignCuttingOf(configWith(members)), "") << members;
        EXPECT_NO_THROW(requireOwnCutting(configWith(members)));
    }
}

TEST(ForeignCutting, TellsWhichSettingMakesTheDifference) {
    EXPECT_EQ(foreignCuttingOf(configWith(R"("is_hot":true,"chunker":"fixed_size")")),
              "chunker fixed_size");
    EXPECT_EQ(foreignCuttingOf(configWith(R"("chunk_size":65536)")), "chunk_size 65536");
    EXPECT_EQ(foreignCuttingOf(configWith(R"("chunk_min_size":1)")), "chunk_min_size 1");
    EXPECT_EQ(foreignCuttingOf(configWith(R"("chunk_max_size":1)")), "chunk_max_size 1");
    EXPECT_EQ(kindThrown([] { requireOwnCutting(configWith(R"("chunk_max_size":1)")); }),
              ErrorKind::Unsupported);
}

TEST(ForeignCutting, RefusesValuesOfOtherTypes) {
    for (const char* members : {R"("chunker":1)", R"("chunk_size":"1")"})
        EXPECT_EQ(kindThrown([&] { (void)foreignCuttingOf(configWith(members)); }),
                  ErrorKind::Corrupted);
}

}  // namespace
}  // namespace tl::engine
