#include "services/repository/indented_json.h"

#include <gtest/gtest.h>

namespace tl::services {
namespace {

TEST(IndentedJson, PutsAMemberOnEachLine) {
    EXPECT_EQ(indentJson(R"({"a":1,"b":["x",null],"c":{"d":true}})"),
              "{\n  \"a\": 1,\n  \"b\": [\n    \"x\",\n    null\n  ],\n  \"c\": {\n    \"d\": "
              "true\n  }\n}");
}

TEST(IndentedJson, KeepsEmptyOnesOnTheirLine) {
    EXPECT_EQ(indentJson(R"({"a":[],"b":{ }})"), "{\n  \"a\": [],\n  \"b\": {}\n}");
}

TEST(IndentedJson, LeavesStringsAlone) {
    EXPECT_EQ(indentJson(R"(["a\"b:,{ \\","\u003c"])"),
              "[\n  \"a\\\"b:,{ \\\\\",\n  \"\\u003c\"\n]");
}

TEST(IndentedJson, ReplacesWhiteSpace) {
    EXPECT_EQ(indentJson("{ \"a\" :\n 1 }\n"), "{\n  \"a\": 1\n}");
}

TEST(IndentedJson, SurvivesWhatIsNoJson) {
    EXPECT_EQ(indentJson("\"a\\"), "\"a\\");
    EXPECT_EQ(indentJson("]"), "\n]");
}

}  // namespace
}  // namespace tl::services
