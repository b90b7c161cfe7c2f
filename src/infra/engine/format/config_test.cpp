#include "infra/engine/format/config.h"

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

const std::string kId = "f1c6c8e71b9691f8d011dd17d360925444cf12ae0a1973c77936fd101aefa116";

Config readText(const std::string& json) {
    return readConfig(std::as_bytes(std::span{json}));
}

std::string configWith(const std::string& more) {
    return R"({"version":2,"id":")" + kId + R"(","chunker_polynomial":"28924778984175")" + more +
           "}";
}

std::optional<ErrorKind> failureOf(const std::string& json) {
    try {
        (void)readText(json);
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

TEST(Config, OfResticRoundTrips) {
    const auto json = goldenJson("crypto/vectors.json")
                          .at("restic_key_file")
                          .at("config_json")
                          .get<std::string>();
    const auto config = readText(json);
    EXPECT_EQ(config.version, 2U);
    EXPECT_EQ(config.id, kId);
    EXPECT_EQ(config.chunkerPolynomial, 0x28924778984175U);
    EXPECT_EQ(config.unknownMembers, "");
    EXPECT_EQ(writeConfig(config), json);
}

TEST(Config, KeepsUnknownMembers) {
    const auto config = readText(R"({"is_hot": true, "version":1,"x":{"a":[1,null]},"id":")" + kId +
                                 R"(","chunker_polynomial":"3DA3358B4DC173"})");
    EXPECT_EQ(config.version, 1U);
    EXPECT_EQ(config.unknownMembers, R"("is_hot":true,"x":{"a":[1,null]})");
    EXPECT_EQ(writeConfig(config), R"({"version":1,"id":")" + kId +
                                       R"(","chunker_polynomial":"3da3358b4dc173",)"
                                       R"("is_hot":true,"x":{"a":[1,null]}})");
    EXPECT_EQ(readText(writeConfig(config)), config);
}

TEST(Config, ReadsHoweverRusticCuts) {
    for (const char* setting : {R"(,"chunker":"rabin")", R"(,"chunker":"fixed_size")",
                                R"(,"chunk_size":65536)", R"(,"chunk_min_size":null)"})
        EXPECT_FALSE(failureOf(configWith(setting))) << setting;
}

TEST(Config, RefusesOtherVersions) {
    for (const char* version : {"0", "3", "4294967295"}) {
        EXPECT_EQ(failureOf(R"({"version":)" + std::string{version} + R"(,"id":")" + kId +
                            R"(","chunker_polynomial":"28924778984175"})"),
                  ErrorKind::Unsupported);
    }
}

TEST(Config, RefusesWhatIsDamaged) {
    const std::string id = R"("id":")" + kId + R"(")";
    for (const std::string& json : std::vector<std::string>{
             "", "[]", "{}", "{" + id + "}", R"({"version":2,)" + id + "}",
             R"({"version":2,"chunker_polynomial":"1"})",
             R"({"version":"2",)" + id + R"(,"chunker_polynomial":"1"})",
             R"({"version":null,)" + id + R"(,"chunker_polynomial":"1"})",
             R"({"version":2,)" + id + R"(,"chunker_polynomial":""})",
             R"({"version":2,)" + id + R"(,"chunker_polynomial":"-1"})",
             R"({"version":2,)" + id + R"(,"chunker_polynomial":"0x1"})",
             R"({"version":2,)" + id + R"(,"chunker_polynomial":"12345678123456781"})",
             R"({"version":2,"id":"../../etc","chunker_polynomial":"1"})",
             configWith(R"(,"chunker":1)"), configWith(R"(,"chunk_size":"1")")}) {
        EXPECT_EQ(failureOf(json), ErrorKind::Corrupted) << json;
    }
}

}  // namespace
}  // namespace tl::engine
