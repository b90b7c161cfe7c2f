#include "storage/rest/rest_listing.h"

#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

using Entries = std::vector<std::pair<std::string, std::optional<std::uint64_t>>>;

Entries read(std::string_view document) {
    Entries entries;
    readRestListing(std::as_bytes(std::span{document}),
                    [&](const std::string& name, auto size) { entries.emplace_back(name, size); });
    return entries;
}

TEST(RestListing, ReadsNames) {
    EXPECT_EQ(read(R"(["a","b"])"), (Entries{{"a", std::nullopt}, {"b", std::nullopt}}));
    EXPECT_EQ(read(" [ ] "), Entries{});
    EXPECT_EQ(read("null"), Entries{});
}

TEST(RestListing, ReadsNamesAndSizes) {
    EXPECT_EQ(read(R"([{"name":"a","size":5},{"size":0,"mode":"x","old":null,"name":"b"}])"),
              (Entries{{"a", 5U}, {"b", 0U}}));
}

TEST(RestListing, ReadsSizesOfAnyLength) {
    EXPECT_EQ(read(R"([{"name":"a","size":18446744073709551615}])"),
              (Entries{{"a", 18446744073709551615U}}));
}

TEST(RestListing, RefusesWhatIsNoListing) {
    for (const char* document : {"",
                                 "{",
                                 "{}",
                                 "[",
                                 "[1]",
                                 "[null]",
                                 "[[\"a\"]]",
                                 "\"a\"",
                                 "7",
                                 "[{}]",
                                 R"([{"name":"a"}])",
                                 R"([{"size":1}])",
                                 R"([{"name":"a","size":-1}])",
                                 R"([{"name":"a","size":1.5}])",
                                 R"([{"name":"a","size":"1"}])",
                                 R"([{"name":["a"],"size":1}])",
                                 R"([{"name":{"name":"a"},"size":1}])",
                                 R"(["a"] x)",
                                 "<html>",
                                 "[\"\xff\"]"})
        EXPECT_EQ(kindThrown([&] { (void)read(document); }), ErrorKind::Unavailable) << document;
}

TEST(RestListing, AVisitorMayEndIt) {
    int visits = 0;
    const std::string_view document = R"(["a","b"])";
    const auto visit = [&](const std::string&, auto) {
        ++visits;
        throw Cancelled{};
    };
    EXPECT_THROW(readRestListing(std::as_bytes(std::span{document}), visit), Cancelled);
    EXPECT_EQ(visits, 1);
}

}  // namespace
}  // namespace tl::storage
