#include "storage/retry/visited_names.h"

#include <string>

#include <gtest/gtest.h>

namespace tl::storage {
namespace {

TEST(VisitedNames, KnowWhatWasAdded) {
    VisitedNames names;
    const std::string first = std::string(63, 'f') + '1';
    const std::string second = std::string(63, 'f') + '2';
    names.add(second);
    names.add(std::string(64, 'a'));
    names.sort();
    EXPECT_TRUE(names.contains(second));
    EXPECT_TRUE(names.contains(std::string(64, 'a')));
    EXPECT_FALSE(names.contains(first)) << "the last digit counts";
    EXPECT_FALSE(names.contains('1' + std::string(63, 'a'))) << "and the first";
}

TEST(VisitedNames, KnowTheNameOfTheConfig) {
    VisitedNames names;
    EXPECT_FALSE(names.contains(""));
    names.add("");
    EXPECT_TRUE(names.contains(""));
}

}  // namespace
}  // namespace tl::storage
