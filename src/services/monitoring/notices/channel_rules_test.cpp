#include "services/monitoring/notices/channel_rules.h"

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "services/monitoring/notices/mail_place.h"

namespace tl::services {
namespace {

ChannelDefinition email() {
    return {.name = "mail",
            .kind = "email",
            .settings = {{"server", "smtp.example.org"},
                         {"from", "tl@example.org"},
                         {"to", "a@example.org, b@example.org"},
                         {"user", "tl"}},
            .secrets = {{"password", "file:/etc/mail"}}};
}

ChannelDefinition webhook() {
    return {.name = "hook", .kind = "webhook", .settings = {{"url", "https://example.org/x"}}};
}

bool isRefused(const ChannelDefinition& channel) {
    return kindThrown([&] { requireSound(channel); }) == ErrorKind::InvalidInput;
}

TEST(ChannelRules, TakeWhatIsSound) {
    EXPECT_NO_THROW(requireSound(email()));
    EXPECT_NO_THROW(requireSound(webhook()));
    EXPECT_NO_THROW(requireSound({.kind = "desktop"}));
    EXPECT_NO_THROW(requireSound({.kind = "ping", .secrets = {{"url", "variable:PING_URL"}}}));
    EXPECT_NO_THROW(requireSound({.kind = "command", .settings = {{"command", "logger x"}}}));
    EXPECT_NO_THROW(requireSound(
        {.kind = "plugin", .settings = {{"plugin", "chat"}, {"option.room", "backup"}}}));
}

TEST(ChannelRules, RefuseUnknownAndMissingEntries) {
    EXPECT_TRUE(isRefused({.kind = "pigeon"}));
    EXPECT_TRUE(isRefused({.kind = "email"}));
    EXPECT_TRUE(isRefused({.kind = "webhook"}));
    EXPECT_TRUE(isRefused({.kind = "desktop", .settings = {{"url", "https://x"}}}));
    EXPECT_TRUE(isRefused({.kind = "desktop", .secrets = {{"password", "file:/x"}}}));
    EXPECT_TRUE(isRefused({.kind = "desktop", .events = {"disaster"}}));
    EXPECT_TRUE(isRefused({.kind = "desktop", .quietHours = "at night"}));
    EXPECT_TRUE(isRefused({.kind = "desktop", .messageTemplate = "{nothing}"}));
    EXPECT_TRUE(isRefused({.kind = "desktop", .settings = {{"title", "{"}}}));
    EXPECT_TRUE(isRefused({.kind = "command", .settings = {{"command", "a 'b"}}}));
    ChannelDefinition both = webhook();
    both.secrets["url"] = "file:/etc/url";
    EXPECT_TRUE(isRefused(both));
}

TEST(ChannelRules, RefuseSecretsInPlainSight) {
    ChannelDefinition channel = email();
    channel.secrets["password"] = "hunter2";
    EXPECT_TRUE(isRefused(channel));
    channel = webhook();
    channel.settings["url"] = "https://user:hunter2@example.org/";
    try {
        requireSound(channel);
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.describe().find("hunter2"), std::string::npos);
    }
    channel = email();
    channel.settings["security"] = "none";
    EXPECT_TRUE(isRefused(channel)) << "the password would go over an open line";
    channel.settings.erase("user");
    EXPECT_TRUE(isRefused(channel)) << "a password without a user";
    channel.secrets.clear();
    EXPECT_FALSE(isRefused(channel));
}

TEST(ChannelRules, RefuseMalformedValues) {
    for (const char* url : {"ftp://x", "example.org", "https://a b", "https://a@b/"}) {
        ChannelDefinition channel = webhook();
        channel.settings["url"] = url;
        EXPECT_TRUE(isRefused(channel)) << url;
    }
    for (const char* to : {" , ", "nobody", "a@b c@d", "a@b\nBcc: c@d"}) {
        ChannelDefinition channel = email();
        channel.settings["to"] = to;
        EXPECT_TRUE(isRefused(channel)) << to;
    }
    for (const char* server : {":25", "host:", "host:0", "host:99999", "host:x", "[::1", "a/b"}) {
        ChannelDefinition channel = email();
        channel.settings["server"] = server;
        EXPECT_TRUE(isRefused(channel)) << server;
    }
}

TEST(ChannelRules, KnowThePortsOfMail) {
    ChannelDefinition channel = email();
    EXPECT_EQ(parseMailPlace(channel).port, 587);
    channel.settings["security"] = "tls";
    EXPECT_EQ(parseMailPlace(channel).port, 465);
    channel.settings["server"] = "[::1]:2525";
    EXPECT_EQ(parseMailPlace(channel).host, "::1");
    EXPECT_EQ(parseMailPlace(channel).port, 2525);
}

TEST(ChannelRules, ChooseTheNoticesOfAChannel) {
    const TimeZone zone = TimeZone::utc();
    const WallTime noon{.seconds = 12 * 3600};
    const WallTime night{.seconds = 23 * 3600};
    const Notice success{.event = NoticeEvent::Success, .target = "home", .repository = "near"};
    const Notice warning{.event = NoticeEvent::Warning, .target = "home", .repository = "near"};
    const Notice damage{.event = NoticeEvent::Integrity, .target = "home", .repository = "near"};
    ChannelDefinition channel{.kind = "desktop", .quietHours = "22:00-07:00"};
    EXPECT_FALSE(isFor(channel, success, noon, zone)) << "not unless wanted";
    EXPECT_TRUE(isFor(channel, warning, noon, zone));
    EXPECT_FALSE(isFor(channel, warning, night, zone));
    EXPECT_TRUE(isFor(channel, damage, night, zone));
    channel.events = {"success"};
    EXPECT_TRUE(isFor(channel, success, noon, zone));
    EXPECT_FALSE(isFor(channel, damage, noon, zone));
    channel.settings = {{"targets", "other, home"}};
    EXPECT_TRUE(isFor(channel, success, noon, zone));
    channel.settings = {{"targets", "other"}};
    EXPECT_FALSE(isFor(channel, success, noon, zone));
    channel.settings = {{"repositories", "far"}};
    EXPECT_FALSE(isFor(channel, success, noon, zone));
    channel.settings.clear();
    channel.isPaused = true;
    EXPECT_FALSE(isFor(channel, success, noon, zone));
}

TEST(ChannelRules, FollowRenamedTargets) {
    ChannelDefinition channel{.settings = {{"targets", "home, etc"}}};
    EXPECT_FALSE(renameInFilter(channel, "targets", "hom", "x"));
    EXPECT_FALSE(renameInFilter(channel, "repositories", "home", "x"));
    EXPECT_TRUE(renameInFilter(channel, "targets", "home", "house"));
    EXPECT_EQ(channel.settings.at("targets"), "house,etc");
}

}  // namespace
}  // namespace tl::services
