#include "storage/sftp/sftp_options.h"

#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

struct Place {
    std::string user;
    std::string host;
    std::uint16_t port = 0;
    std::string path;
    bool operator==(const Place&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Place& place) {
        return out << place.user << '@' << place.host << ':' << place.port << ' ' << place.path;
    }
};

Place placeOf(std::string_view location) {
    const auto options = parseSftpLocation(location).value();
    return {options.user, options.host, options.port, options.path};
}

TEST(SftpOptions, ReadsTheFormOfScp) {
    EXPECT_EQ(placeOf("sftp:user@host:/srv/repo"), (Place{"user", "host", 0, "/srv/repo"}));
    EXPECT_EQ(placeOf("sftp:host:repo"), (Place{"", "host", 0, "repo"}));
    EXPECT_EQ(placeOf("sftp:host:repo/"), (Place{"", "host", 0, "repo"}));
    EXPECT_EQ(placeOf("sftp:host:a:b"), (Place{"", "host", 0, "a:b"}));
    EXPECT_EQ(placeOf("sftp:host:"), (Place{"", "host", 0, "."})) << "the remote home";
    EXPECT_EQ(placeOf("sftp:host:/"), (Place{"", "host", 0, "/"}));
    EXPECT_EQ(placeOf("sftp:user@domain@host:x"), (Place{"user@domain", "host", 0, "x"}));
    EXPECT_EQ(placeOf("sftp:user@[2001:db8::1]:/x"), (Place{"user", "2001:db8::1", 0, "/x"}));
    EXPECT_EQ(placeOf("sftp:[::1]:x"), (Place{"", "::1", 0, "x"}));
}

TEST(SftpOptions, ReadsUrls) {
    EXPECT_EQ(placeOf("sftp://user@host:2222//srv/repo"),
              (Place{"user", "host", 2222, "/srv/repo"}));
    EXPECT_EQ(placeOf("sftp://host/repo"), (Place{"", "host", 0, "repo"})) << "in the remote home";
    EXPECT_EQ(placeOf("sftp://host/"), (Place{"", "host", 0, "."}));
    EXPECT_EQ(placeOf("sftp://host/a%20b%25"), (Place{"", "host", 0, "a b%"}));
    EXPECT_EQ(placeOf("sftp://us%40er@host/x"), (Place{"us@er", "host", 0, "x"}));
    EXPECT_EQ(placeOf("sftp://[::1]:22/x"), (Place{"", "::1", 22, "x"}));
    EXPECT_EQ(placeOf("sftp://[::1]/x"), (Place{"", "::1", 0, "x"}));
}

TEST(SftpOptions, LeavesOtherLocationsAlone) {
    for (const char* location : {"/sftp:x", "s3:host/bucket", "sftp", "", "local:sftp:x"})
        EXPECT_FALSE(parseSftpLocation(location)) << location;
}

TEST(SftpOptions, RefusesWhatNamesNoPlace) {
    for (const char* location :
         {"sftp:", "sftp:host", "sftp::path", "sftp://", "sftp://host", "sftp:///path",
          "sftp://host:0/x", "sftp://host:65536/x", "sftp://host:ssh/x", "sftp://host:/x/%2",
          "sftp://host/%zz", "sftp:[::1", "sftp:[::1]x:y", "sftp://[::1]2/x", "sftp:host:~/repo",
          "sftp:user@:x"})
        EXPECT_EQ(kindThrown([&] { (void)parseSftpLocation(location); }), ErrorKind::InvalidInput)
            << location;
}

TEST(SftpOptions, AHostIsNeverTakenForAnOptionOfSsh) {
    for (const char* location :
         {"sftp:-oProxyCommand=touch x:/y", "sftp:user@-oProxyCommand=x:/y", "sftp://-oX/y"})
        EXPECT_EQ(kindThrown([&] { (void)parseSftpLocation(location); }), ErrorKind::InvalidInput)
            << location;
}

TEST(SftpOptions, APasswordIsRefusedAndNotRepeated) {
    try {
        (void)parseSftpLocation("sftp://user:hush@host/x");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.describe().find("hush"), std::string::npos);
    }
}

TEST(SftpOptions, SaysWhereItIs) {
    EXPECT_EQ(toText(*parseSftpLocation("sftp:u@h:/x")), "sftp:u@h:/x");
    EXPECT_EQ(toText(*parseSftpLocation("sftp://u@h:22//x")), "sftp://u@h:22//x");
    EXPECT_EQ(toText(*parseSftpLocation("sftp://h:22/x")), "sftp://h:22/x");
}

TEST(SftpOptions, TakesItsOwnOptionsAndRefusesOthers) {
    SftpOptions options = *parseSftpLocation("sftp:host:x");
    applySftpOptions({{"sftp.connections", "3"},
                      {"sftp.command", "my-ssh"},
                      {"sftp.args", "-v"},
                      {"s3.region", "x"}},
                     options);
    EXPECT_EQ(options.connections, 3U);
    EXPECT_EQ(options.command, "my-ssh");
    EXPECT_EQ(options.arguments, "-v");
    EXPECT_EQ(kindThrown([&] {
                  applySftpOptions({{"sftp.connection", "3"}}, options);
              }),
              ErrorKind::InvalidInput);
}

std::size_t positionOf(const std::vector<std::string>& words, const std::string& word) {
    return static_cast<std::size_t>(std::ranges::find(words, word) - words.begin());
}

TEST(SftpOptions, RunsSshWithTheUsersArgumentsFirst) {
    SftpOptions options = *parseSftpLocation("sftp://me@host:2222/x");
    options.arguments = "-F 'my config' -o ForwardAgent=yes";
    const auto words = sftpCommand(options, Asking::Allowed);
    EXPECT_EQ((std::vector<std::string>{words.begin(), words.begin() + 5}),
              (std::vector<std::string>{"ssh", "-F", "my config", "-o", "ForwardAgent=yes"}));
    EXPECT_EQ((std::vector<std::string>{words.end() - 7, words.end()}),
              (std::vector<std::string>{"-p", "2222", "-l", "me", "-s", "host", "sftp"}));
    EXPECT_EQ(positionOf(words, "BatchMode=yes"), words.size());
    const auto silent = sftpCommand(options, Asking::Forbidden);
    EXPECT_LT(positionOf(silent, "BatchMode=yes"), silent.size());
}

TEST(SftpOptions, RunsAnotherCommandAsItIs) {
    SftpOptions options = *parseSftpLocation("sftp:host:x");
    options.command = "my-ssh 'a b' -s sftp";
    EXPECT_EQ(sftpCommand(options, Asking::Forbidden),
              (std::vector<std::string>{"my-ssh", "a b", "-s", "sftp"}));
    options.arguments = "-v";
    EXPECT_EQ(kindThrown([&] { (void)sftpCommand(options, Asking::Allowed); }),
              ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl::storage
