#include "infra/platform/time_zone.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace tl {
namespace {

constexpr std::array kInstants{INT64_C(-124271193600), INT64_C(-2147483648), INT64_C(-1500000000),
                               INT64_C(-946080000),    INT64_C(0),           INT64_C(1000000000),
                               INT64_C(1700000000),    INT64_C(1720000000),  INT64_C(2147483648),
                               INT64_C(4118083200),    INT64_C(253402300799)};

struct ZoneOffsets {
    const char* zone;
    std::array<std::int32_t, kInstants.size()> offsets;
};

// Made with a Go program, as restic asks the same library; Debian's tzdata 2025b.
constexpr std::array kZones = std::to_array<ZoneOffsets>({
    {"Europe/London", {-75, 0, 3600, 0, 3600, 3600, 0, 3600, 0, 3600, 0}},
    {"Europe/Berlin", {3208, 3600, 3600, 3600, 3600, 7200, 3600, 7200, 3600, 7200, 3600}},
    {"Europe/Dublin", {-1521, -1521, 3600, 0, 3600, 3600, 0, 3600, 0, 3600, 0}},
    {"America/New_York",
     {-17762, -18000, -14400, -18000, -18000, -14400, -18000, -14400, -18000, -14400, -18000}},
    {"America/Sao_Paulo",
     {-11188, -11188, -10800, -10800, -10800, -10800, -10800, -10800, -10800, -10800, -10800}},
    {"America/St_Johns",
     {-12652, -12652, -9052, -12600, -12600, -9000, -12600, -9000, -12600, -9000, -12600}},
    {"Asia/Kolkata", {21208, 19270, 19800, 19800, 19800, 19800, 19800, 19800, 19800, 19800, 19800}},
    {"Asia/Gaza", {8272, 7200, 7200, 7200, 7200, 10800, 7200, 10800, 7200, 10800, 7200}},
    {"Australia/Lord_Howe",
     {38180, 36000, 36000, 36000, 36000, 37800, 39600, 37800, 39600, 37800, 39600}},
    {"Africa/Casablanca", {-1820, -1820, 0, 0, 0, 0, 3600, 3600, 3600, 3600, 3600}},
    {"Antarctica/Troll", {0, 0, 0, 0, 0, 0, 0, 7200, 0, 7200, 0}},
    {"UTC", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
});

void appendBig(std::string& out, std::uint64_t value, int size) {
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU));
}

struct FileKind {
    std::int32_t offsetSeconds;
    bool isSummer;
};

struct FileTransition {
    std::int64_t when;
    std::uint8_t kind;
};

/// One half of a zone file: a header and its data.
std::string makeBlock(char version,
                      int timeSize,
                      const std::vector<FileKind>& kinds,
                      const std::vector<FileTransition>& transitions) {
    std::string out = "TZif";
    out.push_back(version);
    out.append(15, '\0');
    for (const std::size_t count : {std::size_t{0}, std::size_t{0}, std::size_t{0},
                                    transitions.size(), kinds.size(), std::size_t{4}})
        appendBig(out, count, 4);
    for (const auto& transition : transitions)
        appendBig(out, static_cast<std::uint64_t>(transition.when), timeSize);
    for (const auto& transition : transitions)
        out.push_back(static_cast<char>(transition.kind));
    for (const auto& kind : kinds) {
        appendBig(out, static_cast<std::uint64_t>(kind.offsetSeconds), 4);
        out.push_back(kind.isSummer ? 1 : 0);
        out.push_back(0);
    }
    out.append("ABC\0", 4);
    return out;
}

std::string makeFile(char version,
                     const std::vector<FileKind>& kinds,
                     const std::vector<FileTransition>& transitions,
                     const std::string& rule) {
    return makeBlock(version, 4, {{0, false}}, {}) + makeBlock(version, 8, kinds, transitions) +
           "\n" + rule + "\n";
}

std::optional<TimeZone> parse(const std::string& file) {
    return TimeZone::parse(std::as_bytes(std::span{file}));
}

TEST(TimeZone, HasGosOffsetsInRealZones) {
    for (const auto& [name, offsets] : kZones) {
        const TimeZone zone = TimeZone::forSetting(name);
        for (std::size_t i = 0; i < kInstants.size(); ++i)
            EXPECT_EQ(zone.offsetSeconds(kInstants[i]), offsets[i])
                << name << " at " << kInstants[i];
    }
}

TEST(TimeZone, CursorAgreesWithTheZone) {
    const TimeZone zone = TimeZone::forSetting("America/New_York");
    TimeZone::Cursor cursor{zone};
    for (std::int64_t seconds = -3'000'000'000; seconds < 5'000'000'000; seconds += 1'234'567)
        ASSERT_EQ(cursor.offsetSeconds(seconds), zone.offsetSeconds(seconds)) << seconds;
}

TEST(TimeZone, ChangesAtTheExactSecond) {
    const TimeZone zone = TimeZone::forSetting("Europe/Berlin");
    EXPECT_EQ(zone.offsetSeconds(1711846799), 3600);
    EXPECT_EQ(zone.offsetSeconds(1711846800), 7200);
    // Years after the last transition of the file follow its rule.
    EXPECT_EQ(zone.offsetSeconds(4109878799), 3600);
    EXPECT_EQ(zone.offsetSeconds(4109878800), 7200);
}

TEST(TimeZone, SettingIsReadAsGoReadsIt) {
    const auto offset = [](std::optional<std::string_view> setting) {
        return TimeZone::forSetting(setting).offsetSeconds(1720000000);
    };
    EXPECT_EQ(offset("Asia/Kolkata"), 19800);
    EXPECT_EQ(offset(":Asia/Kolkata"), 19800);
    EXPECT_EQ(offset("/usr/share/zoneinfo/Asia/Kolkata"), 19800);
    EXPECT_EQ(offset(""), 0);
    EXPECT_EQ(offset(":"), 0);
    EXPECT_EQ(offset("UTC"), 0);
    EXPECT_EQ(offset("Middle/Earth"), 0);
    EXPECT_EQ(offset("Europe"), 0) << "a folder";
    EXPECT_EQ(offset("CET-1CEST"), 0) << "Go does not read rules from TZ";
    EXPECT_EQ(offset("/etc/passwd"), 0);
}

TEST(TimeZone, BeforeTheFirstTransitionTheFirstUnusedKindHolds) {
    const auto zone = parse(makeFile('2', {{-75, false}, {0, false}}, {{1000, 1}}, "GMT0"));
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offsetSeconds(999), -75);
    EXPECT_EQ(zone->offsetSeconds(1000), 0);
}

TEST(TimeZone, BeforeATransitionToSummerTimeTheStandardTimeBeforeItHolds) {
    const auto zone = parse(makeFile('2', {{60, false}, {120, false}, {180, true}},
                                     {{1000, 2}, {2000, 0}}, "ABC-0:01"));
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offsetSeconds(0), 120);
}

TEST(TimeZone, ReadsVersionOne) {
    const auto zone = parse(makeBlock('\0', 4, {{0, false}, {-3600, false}}, {{-5, 1}}));
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offsetSeconds(-6), 0);
    EXPECT_EQ(zone->offsetSeconds(-5), -3600);
}

TEST(TimeZone, WithoutAUsableRuleTheLastTransitionHolds) {
    const auto zone = parse(makeFile('3', {{0, false}, {60, false}}, {{5, 1}}, "not a rule!"));
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->offsetSeconds(4'000'000'000), 60);
}

TEST(TimeZone, RefusesMalformedFiles) {
    const std::string good = makeFile('2', {{0, false}, {60, false}}, {{5, 1}}, "ABC0");
    ASSERT_TRUE(parse(good));
    const std::size_t endOfData = good.size() - std::string{"\nABC0\n"}.size();
    for (std::size_t size = 0; size < endOfData; ++size)
        EXPECT_FALSE(parse(good.substr(0, size))) << size;
    EXPECT_FALSE(parse(makeFile('9', {{0, false}}, {}, "ABC0"))) << "unknown version";
    EXPECT_FALSE(parse(makeFile('2', {}, {}, "ABC0"))) << "no kind";
    EXPECT_FALSE(parse(makeFile('2', {{0, false}}, {{5, 1}}, "ABC0"))) << "kind out of range";
    EXPECT_FALSE(parse(makeFile('2', {{0, false}}, {{5, 0}, {4, 0}}, "ABC0"))) << "out of order";
    EXPECT_FALSE(parse(makeFile('2', {{0, false}}, {{INT64_MAX, 0}}, "ABC0"))) << "too late";
    EXPECT_FALSE(parse(makeFile('2', {{1'000'000, false}}, {}, "ABC0"))) << "offset of 11 days";
}

TEST(TimeZone, SurvivesEveryChangedByte) {
    const std::string good =
        makeFile('2', {{0, false}, {60, true}}, {{5, 1}, {500, 0}}, "ABC0DEF,M3.2.0,M11.1.0");
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char value : {'\0', '\1', '\x7f', '\x80', '\xff'}) {
            std::string bad = good;
            bad[at] = value;
            if (const auto zone = parse(bad))
                for (const std::int64_t seconds : {INT64_MIN, std::int64_t{0}, INT64_MAX})
                    (void)zone->offsetSeconds(seconds);
        }
    }
}

}  // namespace
}  // namespace tl
