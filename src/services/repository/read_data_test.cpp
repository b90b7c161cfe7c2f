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

std::vector<unsigned> choose(const ReadSelection& selection,
                             unsigned count,
                             const engine::VerificationRecord& record) {
    SystemRandom random;
    std::vector<unsigned> numbers;
    for (const auto& pack :
         selectPacks(selection, somePacks(count), {.record = record, .now = 1'700'000'000}, random))
        numbers.push_back(std::to_integer<unsigned>(pack.digest[0]));
    return numbers;
}

std::vector<unsigned> chosen(const std::string& subset, unsigned count) {
    const engine::VerificationRecord nothing;
    return choose({.readData = parseReadDataSubset(subset)}, count, nothing);
}

engine::PackId packNumber(unsigned number) {
    return engine::PackId{engine::Digest{static_cast<std::byte>(number)}};
}

constexpr std::int64_t kNow = 1'700'000'000;
constexpr std::int64_t kDay = 86'400;

/// Pack 0 was read today, pack 1 yesterday, and so on; of all from `count` on nothing is known.
engine::VerificationRecord readDaily(unsigned count) {
    engine::VerificationRecord record;
    for (unsigned i = 0; i < count; ++i)
        record.note(packNumber(i), kNow - i * kDay);
    return record;
}

std::vector<unsigned> sorted(std::vector<unsigned> numbers) {
    std::ranges::sort(numbers);
    return numbers;
}

TEST(ReadData, TakesABucketByTheFirstByte) {
    EXPECT_EQ(sorted(chosen("2/3", 8)), (std::vector{1U, 4U, 7U}));
    EXPECT_EQ(sorted(chosen("1/1", 3)), (std::vector{0U, 1U, 2U}));
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
    EXPECT_TRUE(choose({.readData = ReadNothing{}}, 5, {}).empty());
    EXPECT_EQ(choose({.readData = ReadAll{}}, 5, {}).size(), 5U);
}

TEST(ReadData, TakesThePacksThatWereNotReadForLongest) {
    const auto percent = [](double share) {
        return ReadSelection{.readData = ReadPercentage{.percent = share}};
    };
    EXPECT_EQ(choose(percent(30), 10, readDaily(10)), (std::vector{9U, 8U, 7U}));
    // What was never read comes before all.
    EXPECT_EQ(sorted(choose(percent(20), 10, readDaily(8))), (std::vector{8U, 9U}));
    EXPECT_EQ(choose({.readData = ReadBytes{.bytes = 250}}, 10, readDaily(10)),
              (std::vector{9U, 8U}));
}

TEST(ReadData, TakesAShareOfThePacksThatAreNamed) {
    const engine::VerificationRecord nothing;
    const std::vector<engine::PackId> named{packNumber(1), packNumber(3), packNumber(5),
                                            packNumber(7), packNumber(200)};
    auto all = choose({.readData = ReadPacks{.packs = named}}, 10, nothing);
    std::ranges::sort(all);
    EXPECT_EQ(all, (std::vector<unsigned>{1, 3, 5, 7})) << "the last is not there";
    const auto half = choose({.readData = ReadPacks{.packs = named, .percent = 50}}, 10, nothing);
    EXPECT_EQ(half.size(), 2U);
    for (const unsigned number : half)
        EXPECT_NE(std::ranges::find(all, number), all.end());
    EXPECT_EQ(choose({.readData = ReadPacks{.packs = named, .percent = 0.1}}, 10, nothing).size(),
              1U);
    EXPECT_TRUE(choose({.readData = ReadPacks{}}, 10, nothing).empty());
}

TEST(ReadData, TakesAllThatWereNotReadWithinATime) {
    const ReadSelection week{.readData = ReadNothing{}, .within = parseReadWithin("7d")};
    EXPECT_EQ(choose(week, 10, readDaily(10)), (std::vector{9U, 8U}));
    EXPECT_EQ(sorted(choose(week, 10, readDaily(7))), (std::vector{7U, 8U, 9U}));
    EXPECT_TRUE(choose(week, 8, readDaily(8)).empty());
    // Together with a share, it is the more of both.
    ReadSelection both = week;
    both.readData = ReadPercentage{.percent = 10};
    EXPECT_EQ(choose(both, 10, readDaily(10)), (std::vector{9U, 8U}));
    both.readData = ReadPercentage{.percent = 40};
    EXPECT_EQ(choose(both, 10, readDaily(10)).size(), 4U);
}

TEST(ReadData, TakesAReadingInTheFutureForNone) {
    engine::VerificationRecord record = readDaily(3);
    record.note(packNumber(1), kNow + kDay);
    EXPECT_EQ(choose({.readData = ReadBytes{.bytes = 1}}, 3, record), std::vector{1U});
}

TEST(ReadData, ReadsLengthsOfTime) {
    using std::chrono::hours;
    EXPECT_EQ(parseReadWithin("30d"), hours{24 * 30});
    EXPECT_EQ(parseReadWithin("1y2m3d4h"), hours{24 * (365 + 60 + 3) + 4});
    for (const std::string text : {"", "0d", "-3d", "30", "3x", "d"})
        EXPECT_THROW((void)parseReadWithin(text), Error) << text;
}

TEST(ReadData, RefusesWhatIsNoPart) {
    for (const std::string text :
         {"",     "0/3", "4/3",  "1/257", "1/0", "a/3",    "1/3/5", "-1/3", "1/", "0%",
          "101%", "-5%", "nan%", "inf%",  "%",   "1e400%", "0",     "-5M",  "5X", "M"})
        EXPECT_THROW((void)parseReadDataSubset(text), Error) << text;
}

}  // namespace
}  // namespace tl::services
