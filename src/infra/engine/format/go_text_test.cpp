#include "infra/engine/format/go_text.h"

#include <gtest/gtest.h>

#include "infra/engine/format/golden.h"

namespace tl::engine {
namespace {

std::string goQuoted(std::string_view bytes) {
    std::string text;
    appendGoQuoted(text, bytes);
    return text;
}

std::string jsonString(std::string_view bytes) {
    std::string text;
    appendJsonString(text, bytes);
    return text;
}

std::string nodeName(std::string_view bytes) {
    std::string text;
    appendNodeName(text, bytes);
    return text;
}

TEST(NodeName, IsWhatResticWrote) {
    const auto vectors = goldenJson("format/json_vectors.json").at("names");
    for (const auto& vector : vectors) {
        const auto name = fromHex(vector.at("name_hex").get<std::string>());
        const auto json = vector.at("json").get<std::string>();
        EXPECT_EQ(nodeName(name), json);
        EXPECT_EQ(goUnquote(nlohmann::json::parse(json).get<std::string>()), name);
    }
}

TEST(NodeName, RoundTripsEveryPairOfBytes) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string name{static_cast<char>(first), static_cast<char>(second)};
            const auto json = nlohmann::json::parse(nodeName(name)).get<std::string>();
            EXPECT_EQ(goUnquote(json), name) << first << " " << second;
        }
    }
}

TEST(GoQuoted, EscapesWhatIsNotPrintable) {
    EXPECT_EQ(goQuoted("a\"b\\c'd"), R"(a\"b\\c'd)");
    EXPECT_EQ(goQuoted("\a\b\f\n\r\t\v"), R"(\a\b\f\n\r\t\v)");
    EXPECT_EQ(goQuoted(std::string{"\0\x1f\x7f", 3}), R"(\x00\x1f\x7f)");
    EXPECT_EQ(goQuoted("\u00a0\u2028\U000e0041"), R"(\u00a0\u2028\U000e0041)");
    EXPECT_EQ(goQuoted("\xff\xe2\x82 \xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80"),
              R"(\xff\xe2\x82 \xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80)");
    EXPECT_EQ(goQuoted("<caf\u00e9\ufffd>"), "<caf\u00e9\ufffd>");
}

TEST(GoUnquote, DecodesEveryEscape) {
    EXPECT_EQ(goUnquote(R"(\a\b\f\n\r\t\v\\\")"), "\a\b\f\n\r\t\v\\\"");
    EXPECT_EQ(goUnquote(R"(\xff\xFE)"), "\xff\xfe");
    EXPECT_EQ(goUnquote(R"(\101\377\000)"), (std::string{"A\xff\0", 3}));
    EXPECT_EQ(goUnquote(R"(\u00e9\u20AC\U0001f600\U0010FFFF)"), "\u00e9\u20ac\U0001f600\U0010ffff");
    EXPECT_EQ(goUnquote(""), "");
    EXPECT_EQ(goUnquote("caf\u00e9'"), "caf\u00e9'");
}

TEST(GoUnquote, RefusesWhatIsMalformed) {
    for (const char* text : {R"(\)", R"(\')", R"(\q)", R"(a"b)", "a\nb", R"(\x1)", R"(\xg0)",
                             R"(\u123)", R"(\ud800)", R"(\udfff)", R"(\U00110000)", R"(\Uffffffff)",
                             R"(\400)", R"(\08)", R"(\18)", R"(\1)", R"(\x 1)"}) {
        EXPECT_FALSE(goUnquote(text)) << text;
    }
}

TEST(JsonString, EscapesAsGoDoes) {
    EXPECT_EQ(jsonString(""), R"("")");
    EXPECT_EQ(jsonString("a\"\\/<>&'"), R"("a\"\\/\u003c\u003e\u0026'")");
    EXPECT_EQ(jsonString("\b\f\n\r\t\v\x01\x7f"), "\"\\u0008\\u000c\\n\\r\\t\\u000b\\u0001\x7f\"");
    EXPECT_EQ(jsonString("\u2027\u2028\u2029\u202a"), "\"\u2027\\u2028\\u2029\u202a\"");
    EXPECT_EQ(jsonString("x\xff\xe2\x82y\ufffd"), "\"x\\ufffd\\ufffd\\ufffdy\ufffd\"");
    EXPECT_EQ(jsonString("caf\u00e9 \U0001f600"), "\"caf\u00e9 \U0001f600\"");
}

TEST(JsonString, IsWhatResticWroteForLinkTargets) {
    const auto vectors = goldenJson("format/json_vectors.json").at("linktargets");
    for (const auto& vector : vectors) {
        EXPECT_EQ(jsonString(fromHex(vector.at("target_hex").get<std::string>())),
                  vector.at("json").get<std::string>());
    }
}

TEST(Utf8, IsCheckedStrictly) {
    EXPECT_TRUE(isValidUtf8(""));
    EXPECT_TRUE(isValidUtf8("caf\u00e9 \U0001f600"));
    EXPECT_FALSE(isValidUtf8("\xff"));
    EXPECT_FALSE(isValidUtf8("\xc0\xaf"));
    EXPECT_FALSE(isValidUtf8("\xed\xa0\x80"));
    EXPECT_FALSE(isValidUtf8("\xe2\x82"));
    EXPECT_FALSE(isValidUtf8("\xf4\x90\x80\x80"));
}

}  // namespace
}  // namespace tl::engine
