#include "infra/engine/format/lock_file.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

LockFile readText(const std::string& json) {
    return readLockFile(std::as_bytes(std::span{json}));
}

TEST(LockFile, OfResticRoundTrips) {
    const std::string json =
        R"({"time":"2026-11-22T16:17:35.982252188Z","exclusive":false,"hostname":"vm",)"
        R"("username":"root","pid":29398})";
    const auto lock = readText(json);
    EXPECT_EQ(formatTimestamp(lock.time), "2026-11-22T16:17:35.982252188Z");
    EXPECT_FALSE(lock.isExclusive);
    EXPECT_EQ(lock.hostname, "vm");
    EXPECT_EQ(lock.username, "root");
    EXPECT_EQ(lock.pid, 29'398);
    EXPECT_EQ(writeLockFile(lock), json);
}

TEST(LockFile, WritesIdsOnlyWhenNotZero) {
    const std::string json =
        R"({"time":"2026-11-22T17:17:35+01:00","exclusive":true,"hostname":"h","username":"u",)"
        R"("pid":1,"uid":1000,"gid":4294967295})";
    const auto lock = readText(json);
    EXPECT_TRUE(lock.isExclusive);
    EXPECT_EQ(lock.uid, 1'000U);
    EXPECT_EQ(lock.gid, 4'294'967'295U);
    EXPECT_EQ(writeLockFile(lock), json);
}

TEST(LockFile, NeedsOnlyATime) {
    LockFile expected;
    expected.time = {.seconds = 0, .nanoseconds = 0, .offsetSeconds = 0};
    EXPECT_EQ(readText(R"({"time":"1970-01-01T00:00:00Z","pid":null,"future":{}})"), expected);
}

TEST(LockFile, RefusesWhatIsDamaged) {
    for (const char* json : {"", "[]", "{}", R"({"time":null})", R"({"time":"now"})",
                             R"({"time":"1970-01-01T00:00:00Z","exclusive":1})",
                             R"({"time":"1970-01-01T00:00:00Z","pid":9223372036854775808})",
                             R"({"time":"1970-01-01T00:00:00Z","uid":-1})",
                             R"({"time":"1970-01-01T00:00:00Z","hostname":[]})"}) {
        try {
            (void)readText(json);
            ADD_FAILURE() << json;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Corrupted) << json;
        }
    }
}

}  // namespace
}  // namespace tl::engine
