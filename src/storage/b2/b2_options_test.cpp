#include "storage/b2/b2_options.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

B2VariableReader reading(const std::map<std::string, std::string>& environment) {
    return [environment](const std::string& name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        if (found == environment.end()) return std::nullopt;
        return found->second;
    };
}

TEST(B2Options, ReadsLocations) {
    const auto prefixOf = [](std::string_view location) {
        return parseB2Location(location).value().prefix;
    };
    EXPECT_EQ(parseB2Location("b2:my-Bucket1").value().bucket, "my-Bucket1");
    EXPECT_EQ(prefixOf("b2:bucket"), "");
    EXPECT_EQ(prefixOf("b2:bucket:"), "");
    EXPECT_EQ(prefixOf("b2:bucket:/"), "");
    EXPECT_EQ(prefixOf("b2:bucket:a/b"), "a/b");
    EXPECT_EQ(prefixOf("b2:bucket:/a//b/./c/../d/"), "a/b/d");
    EXPECT_EQ(prefixOf("b2:bucket:a:b"), "a:b");
    EXPECT_FALSE(parseB2Location("s3:bucket").has_value());
    EXPECT_EQ(b2LocationText(parseB2Location("b2:bucket:a/").value()), "b2:bucket:a");
    EXPECT_EQ(b2LocationText(parseB2Location("b2:bucket").value()), "b2:bucket");
}

TEST(B2Options, RefusesWhatCannotBeABucket) {
    for (const std::string& location :
         {std::string{"b2:"}, std::string{"b2::path"}, std::string{"b2:short"},
          std::string{"b2:under_score"}, std::string{"b2:bucket/path"},
          "b2:" + std::string(64, 'a')})
        EXPECT_EQ(kindThrown([&] { (void)parseB2Location(location); }), ErrorKind::InvalidInput)
            << location;
}

TEST(B2Options, ReadsTheKey) {
    B2Options b2;
    applyB2Environment(reading({{"B2_ACCOUNT_ID", "id"}, {"B2_ACCOUNT_KEY", "key"}}), b2);
    EXPECT_EQ(b2.keyId, "id");
    EXPECT_EQ(b2.key.text(), "key");
    applyB2Environment(reading({{"B2_ACCOUNT_ID", "id"},
                                {"B2_ACCOUNT_KEY", "key"},
                                {"TIMELOCKER_B2_ACCOUNT_ID", "other"},
                                {"TIMELOCKER_B2_ACCOUNT_KEY", "secret"}}),
                       b2);
    EXPECT_EQ(b2.keyId, "other");
    EXPECT_EQ(b2.key.text(), "secret");
    for (const auto& environment : {std::map<std::string, std::string>{},
                                    {{"B2_ACCOUNT_ID", "id"}},
                                    {{"B2_ACCOUNT_KEY", "k"}}})
        EXPECT_EQ(kindThrown([&] { applyB2Environment(reading(environment), b2); }),
                  ErrorKind::InvalidInput);
}

TEST(B2Options, ReadsOptions) {
    B2Options b2;
    applyB2Options({{"b2.connections", "9"}, {"b2.endpoint", "http://localhost:1/"}}, b2);
    EXPECT_EQ(b2.connections, 9U);
    EXPECT_EQ(b2.endpoint, "http://localhost:1");
    for (const auto& [name, value] :
         {std::pair{"b2.connection", "9"}, {"b2.endpoint", "localhost"}}) {
        const std::map<std::string, std::string> options{{name, value}};
        EXPECT_EQ(kindThrown([&] { applyB2Options(options, b2); }), ErrorKind::InvalidInput);
    }
}

}  // namespace
}  // namespace tl::storage
