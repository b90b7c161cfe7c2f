#include "infra/engine/format/json_document.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"

namespace tl::engine {
namespace {

std::string compact(std::string_view json) {
    JsonDocument document;
    std::string text;
    appendCompactJson(text, document.parse(std::as_bytes(std::span{json})));
    return text;
}

TEST(CompactJson, IsWhatGoWrites) {
    EXPECT_EQ(
        compact(R"( { "b" : [ 1 , -2 , 18446744073709551615, true, false, null ] , "a" : { } } )"),
        R"({"b":[1,-2,18446744073709551615,true,false,null],"a":{}})");
    EXPECT_EQ(compact(R"(["<\u00e9\/\n>",""])"), "[\"\\u003c\u00e9/\\n\\u003e\",\"\"]");
    EXPECT_EQ(compact("[[],{}]"), "[[],{}]");
}

TEST(CompactJson, KeepsTheValueOfFractions) {
    EXPECT_EQ(compact("[0.1,1.5e300,-2.5]"), "[0.1,1.5e+300,-2.5]");
    EXPECT_EQ(compact("[1.0,-0.0,147573952589676412928.0]"), "[1.0,-0.0,147573952589676412928.0]");
}

TEST(JsonDocument, RefusesWhatIsNoJson) {
    JsonDocument document;
    for (const std::string_view json :
         {"", " ", "{", "{}}", "[1,]", "\xff", "nul", "\"\\ud800\""}) {
        EXPECT_THROW((void)document.parse(std::as_bytes(std::span{json})), Error) << json;
    }
    const std::string_view good = "[1]";
    EXPECT_TRUE(document.parse(std::as_bytes(std::span{good})).is_array());
}

}  // namespace
}  // namespace tl::engine
