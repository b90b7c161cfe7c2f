// Patterns against what restic and Go said of them.

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include <gtest/gtest.h>

#include "infra/engine/filter/component_pattern.h"
#include "infra/engine/filter/pattern_list.h"

namespace tl::engine {
namespace {

/// The cases of one list of the file.
nlohmann::json golden(const std::string& list) {
    std::ifstream file{TL_GOLDEN_FOLDER "/filter/patterns.json"};
    return nlohmann::json::parse(file).at(list);
}

TEST(PatternGolden, NamesMatchAsInGo) {
    for (const auto& expected : golden("names")) {
        const auto pattern = ComponentPattern::compile(expected.at("pattern").get<std::string>());
        ASSERT_TRUE(pattern) << expected;
        EXPECT_EQ(pattern->matches(expected.at("name").get<std::string>()),
                  expected.at("matches").get<bool>())
            << expected;
    }
}

TEST(PatternGolden, PathsMatchAsInRestic) {
    for (const auto& expected : golden("paths")) {
        const auto letterCase =
            expected.at("ignoreCase").get<bool>() ? LetterCase::Ignored : LetterCase::Distinct;
        const PatternList list{expected.at("patterns").get<std::vector<std::string>>(), letterCase};
        const PatternDecision decision = list.decide(expected.at("path").get<std::string>());
        EXPECT_EQ(decision.isMatched, expected.at("matched").get<bool>()) << expected;
        EXPECT_EQ(decision.childMayMatch, expected.at("childMayMatch").get<bool>()) << expected;
    }
}

}  // namespace
}  // namespace tl::engine
