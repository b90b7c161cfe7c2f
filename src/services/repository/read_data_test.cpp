#include "services/repository/read_data.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::services {
namespace {

/// `count` packs of 100 bytes; the number of each is the first byte of its ID.
std::vector<SizedPack> somePacks(unsigned count) {
    std::vector<SizedPack> packs;
    for (unsigned i = 0; i < count; ++i)
        packs.emplace_back(engine::PackId{engine::Digest{static_cast<std::byte>(i)}}, 100);
    return packs;
}

std::vector<unsigned> chosen(const std::string& subset, unsigned count) {
    SystemRandom random;
    std::vector<unsigned> numbers;
    for (const auto& pack : selectPacks(parseReadDataSubset(subset), somePacks(count), random))
        numbers.push_back(std::to_integer<unsigned>(pack.digest[0]));
    return numbers;
}

TEST(ReadData, TakesABucketByTheFirstByte) {
    EXPECT_EQ(chosen("2/3", 8), (std::vector{1U, 4U, 7U}));
    EXPECT_EQ(chosen("1/1", 3), (std::vector{0U, 1U, 2U}));
    EXPECT_EQ(chosen("256/256", 200), std::vector<unsigned>{});
}

TEST(ReadData, TakesARandomShareWithoutRepeats) {
    std::vector<unsigned> numbers = chosen("25%", 100);
    EXPECT_EQ(numbers.size(), 25U);
    std::ranges::sort(numbers);
    EXPECT_EQ(std::ranges::adjacent_find(numbers), numbers.end());
    EXPECT_EQ(chosen("100%", 100).size(), 100U);
}

TEST(ReadData, TakesOnePackAtLeast) {
    EXPECT_EQ(chosen("0.001%", 100).size(), 1U);
    EXPECT_EQ(chosen("1", 100).size(), 1U);
    EXPECT_TRUE(chosen("50%", 0).empty());
    EXPECT_TRUE(chosen("50M", 0).empty());
}

TEST(ReadData, TakesAboutAsManyBytesAsAskedFor) {
    EXPECT_EQ(chosen("5k", 100).size(), 51U);
    EXPECT_EQ(chosen("1G", 100).size(), 100U);
}

TEST(ReadData, TakesNothingOrAllWithoutASubset) {
    SystemRandom random;
    EXPECT_TRUE(selectPacks(ReadNothing{}, somePacks(5), random).empty());
    EXPECT_EQ(selectPacks(ReadAll{}, somePacks(5), random).size(), 5U);
}

TEST(ReadData, RefusesWhatIsNoPart) {
    for (const std::string text :
         {"",     "0/3", "4/3",  "1/257", "1/0", "a/3",    "1/3/5", "-1/3", "1/", "0%",
          "101%", "-5%", "nan%", "inf%",  "%",   "1e400%", "0",     "-5M",  "5X", "M"})
        EXPECT_THROW((void)parseReadDataSubset(text), Error) << text;
}

}  // namespace
}  // namespace tl::services
