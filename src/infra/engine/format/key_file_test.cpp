#include "infra/engine/format/key_file.h"

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

nlohmann::ordered_json goldenKey() {
    return nlohmann::ordered_json::parse(
        goldenJson("crypto/vectors.json").at("restic_key_file").at("json").get<std::string>());
}

KeyFile readText(const std::string& json) {
    return readKeyFile(std::as_bytes(std::span{json}));
}

template <typename Value>
std::optional<ErrorKind> failureWith(const char* key, const Value& value) {
    auto json = goldenKey();
    json[key] = value;
    try {
        (void)readText(json.dump());
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

std::optional<ErrorKind> failureWithout(const char* key) {
    auto json = goldenKey();
    json.erase(key);
    try {
        (void)readText(json.dump());
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

TEST(KeyFile, OfResticRoundTrips) {
    const std::string json = goldenKey().dump();
    const auto key = readText(json);
    EXPECT_EQ(formatTimestamp(key.created), "2026-11-22T16:13:42.670116929Z");
    EXPECT_EQ(key.username, "root");
    EXPECT_EQ(key.hostname, "vm");
    EXPECT_EQ(key.n, 32'768U);
    EXPECT_EQ(key.r, 8U);
    EXPECT_EQ(key.p, 5U);
    ASSERT_EQ(key.salt.size(), 64U);
    EXPECT_EQ(key.salt[0], std::byte{0x03});
    EXPECT_EQ(key.data[0], std::byte{0x0a});
    EXPECT_EQ(writeKeyFile(key), json);
}

TEST(KeyFile, KeepsTheLimitsOfScrypt) {
    EXPECT_FALSE(failureWith("N", 2));
    EXPECT_FALSE(failureWith("N", 1'024));
    EXPECT_FALSE(failureWith("N", 1 << 20));
    for (const std::int64_t n :
         {std::int64_t{-2}, std::int64_t{0}, std::int64_t{1}, std::int64_t{3},
          std::int64_t{1} << 21, std::int64_t{1} << 31, std::int64_t{1} << 33}) {
        EXPECT_EQ(failureWith("N", n), ErrorKind::Corrupted) << n;
    }
    for (const std::int64_t r : {0, 1'000'000, 2'147'483'647}) {
        EXPECT_EQ(failureWith("r", r), ErrorKind::Corrupted) << r;
    }
    for (const std::int64_t p : {0, 1 << 27, 2'147'483'647}) {
        EXPECT_EQ(failureWith("p", p), ErrorKind::Corrupted) << p;
    }
    EXPECT_FALSE(failureWith("p", 8));
}

TEST(KeyFile, RefusesOtherFunctions) {
    EXPECT_EQ(failureWith("kdf", "argon2"), ErrorKind::Unsupported);
    EXPECT_EQ(failureWith("kdf", ""), ErrorKind::Unsupported);
    EXPECT_EQ(failureWithout("kdf"), ErrorKind::Corrupted);
}

TEST(KeyFile, RefusesWhatIsDamaged) {
    EXPECT_EQ(failureWith("salt", "AAAA"), ErrorKind::Corrupted);
    EXPECT_EQ(failureWith("salt", "?"), ErrorKind::Corrupted);
    EXPECT_EQ(failureWith("data", "A"), ErrorKind::Corrupted);
    EXPECT_EQ(failureWith("created", "today"), ErrorKind::Corrupted);
    EXPECT_EQ(failureWith("N", 1024.5), ErrorKind::Corrupted);
    for (const char* key : {"N", "r", "p", "salt"}) {
        EXPECT_EQ(failureWithout(key), ErrorKind::Corrupted) << key;
    }
    EXPECT_THROW((void)readText(""), Error);
    EXPECT_THROW((void)readText("[]"), Error);
}

TEST(KeyFile, NeedsNoWordsAboutItsOrigin) {
    for (const char* key : {"created", "username", "hostname"}) {
        EXPECT_FALSE(failureWithout(key)) << key;
    }
    EXPECT_FALSE(failureWith("future", nlohmann::json::array({1, 2})));
}

}  // namespace
}  // namespace tl::engine
