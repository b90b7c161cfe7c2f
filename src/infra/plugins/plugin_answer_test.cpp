#include "infra/plugins/plugin_answer.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::plugins {
namespace {

PluginAnswer parsed(std::string_view text) {
    return parseAnswer(std::as_bytes(std::span{text}));
}

TEST(PluginAnswer, IsReadWhateverElseIsInIt) {
    const PluginAnswer answer = parsed(
        " {\"error\": null, \"more\": {\"ok\": false, \"secret\": \"no\"}, \"ok\": true,\n"
        "\"list\": [\"secret\", 1, 2.5, -1], \"secret\": \"a\\\"\\u00e4\"}\n");
    EXPECT_TRUE(answer.isOk);
    EXPECT_EQ(answer.secret.text(), "a\"\xc3\xa4");
    EXPECT_EQ(answer.error, "");
}

TEST(PluginAnswer, ShowsARefusalWithoutItsControls) {
    const PluginAnswer answer =
        parsed("{\"ok\": false, \"error\": \"no\\u001b[2J" + std::string(1000, 'x') + "\"}");
    EXPECT_FALSE(answer.isOk);
    EXPECT_EQ(answer.error.find('\x1b'), std::string::npos);
    EXPECT_LT(answer.error.size(), 600U);
}

TEST(PluginAnswer, IsRefusedWhenItIsNone) {
    for (const char* text :
         {"", "ok", "true", "[]", "[{\"ok\": true}]", "{}", "{\"ok\": 1}", "{\"ok\": true",
          "{\"ok\": true} {}", "\"ok\"", "{\"no\": {\"ok\": true}}"})
        EXPECT_EQ(kindThrown([&] { (void)parsed(text); }), ErrorKind::Unavailable) << text;
    const std::string deep = "{\"a\": " + std::string(500'000, '[');
    EXPECT_EQ(kindThrown([&] { (void)parsed(deep); }), ErrorKind::Unavailable);
    EXPECT_EQ(kindThrown([&] { (void)parsed(std::string(kAnswerBytesMax + 1, ' ')); }),
              ErrorKind::Unavailable);
}

}  // namespace
}  // namespace tl::plugins
