#include "storage/rest/rest_options.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

RestOptions parsed(std::string_view location) {
    return parseRestLocation(location).value();
}

TEST(RestOptions, ReadsServers) {
    EXPECT_EQ(parsed("rest:http://localhost:8000/").url, "http://localhost:8000/");
    EXPECT_EQ(parsed("rest:https://host").url, "https://host/");
    EXPECT_EQ(parsed("rest:https://host/a/b").url, "https://host/a/b/");
    EXPECT_EQ(parsed("rest:http://[::1]:80/a@b/").url, "http://[::1]:80/a@b/");
    EXPECT_EQ(parsed("rest:http://host/").connections, 5U);
    EXPECT_FALSE(parseRestLocation("/rest:x").has_value());
    EXPECT_FALSE(parseRestLocation("s3:https://host/").has_value());
}

TEST(RestOptions, ReadsUserAndPassword) {
    const RestOptions rest = parsed("rest:https://us%40er:p%2Fass:w@host:1/path");
    EXPECT_EQ(rest.url, "https://host:1/path/");
    EXPECT_EQ(rest.user, "us@er");
    EXPECT_EQ(rest.password.text(), "p/ass:w");
    EXPECT_EQ(restLocationText(rest), "rest:https://host:1/path/") << "nothing to hide in it";
    EXPECT_EQ(parsed("rest:http://only@host/").user, "only");
}

TEST(RestOptions, ReadsSockets) {
    const RestOptions rest = parsed("rest:http+unix:///run/rest.socket:/repo");
    EXPECT_EQ(rest.unixSocket, "/run/rest.socket");
    EXPECT_EQ(rest.url, "http://localhost/repo/");
    EXPECT_EQ(restLocationText(rest), "rest:http+unix:///run/rest.socket:/repo/");
    EXPECT_EQ(parsed("rest:http+unix:///run/rest.socket").url, "http://localhost/");
    EXPECT_EQ(parsed("rest:http+unix://u:p@/run/a:/").user, "u");
    EXPECT_EQ(parsed("rest:https+unix:///s:/r/").url, "https://localhost/r/");
}

TEST(RestOptions, RefusesMalformedLocationsWithoutShowingThem) {
    for (const char* location :
         {"rest:", "rest:host:8000/", "rest:ftp://u:hunter2@host/", "rest:http://",
          "rest:http://u:hunter2@/", "rest:http:///path", "rest:http://u:hunter2%2@host/",
          "rest:http://u:hunter2%zz@host/", "rest:http://host/?x", "rest:http://host/a b",
          "rest:http+unix://socket:/x", "rest:http+unix:///socket:x"}) {
        try {
            (void)parseRestLocation(location);
            ADD_FAILURE() << location;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::InvalidInput) << location;
            EXPECT_EQ(error.describe().find("hunter2"), std::string::npos) << error.describe();
        }
    }
}

TEST(RestOptions, TheEnvironmentFillsInWhatTheLocationLeavesOpen) {
    std::map<std::string, std::string> environment{{"RESTIC_REST_USERNAME", "theirs"},
                                                   {"RESTIC_REST_PASSWORD", "secret"}};
    const auto variable = [&](const std::string& name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        if (found == environment.end()) return std::nullopt;
        return found->second;
    };
    RestOptions rest = parsed("rest:http://host/");
    applyRestEnvironment(variable, rest);
    EXPECT_EQ(rest.user, "theirs");
    EXPECT_EQ(rest.password.text(), "secret");

    environment["TIMELOCKER_REST_USERNAME"] = "ours";
    rest = parsed("rest:http://host/");
    applyRestEnvironment(variable, rest);
    EXPECT_EQ(rest.user, "ours");
    EXPECT_EQ(rest.password.text(), "secret");

    rest = parsed("rest:http://me:mine@host/");
    applyRestEnvironment(variable, rest);
    EXPECT_EQ(rest.user, "me");
    EXPECT_EQ(rest.password.text(), "mine");
}

TEST(RestOptions, ReadsOptions) {
    RestOptions rest = parsed("rest:http://host/");
    applyRestOptions({{"rest.connections", "12"}, {"s3.region", "x"}}, rest);
    EXPECT_EQ(rest.connections, 12U);
    EXPECT_EQ(kindThrown([&] {
                  applyRestOptions({{"rest.conections", "1"}}, rest);
              }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] {
                  applyRestOptions({{"rest.connections", "0"}}, rest);
              }),
              ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::storage
