#include "services/monitoring/notices/channel_rules.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/command_line.h"
#include "infra/platform/mail_message.h"
#include "infra/resources/time_of_day.h"
#include "services/monitoring/notices/mail_place.h"
#include "services/monitoring/notices/notice_text.h"
#include "services/security/secret_reference.h"

namespace tl::services {

namespace {

constexpr std::array kKinds = {
    std::pair{ChannelKind::Desktop, "desktop"}, std::pair{ChannelKind::Email, "email"},
    std::pair{ChannelKind::Webhook, "webhook"}, std::pair{ChannelKind::Ping, "ping"},
    std::pair{ChannelKind::Command, "command"}, std::pair{ChannelKind::Plugin, "plugin"},
};

enum class Need : std::uint8_t { May, Must, MustOrSecret };

struct Entry {
    const char* name;
    Need need = Need::May;
};

using Entries = std::span<const Entry>;

/// Of all kinds: which notices it is for, and the template of the title.
constexpr std::array kCommonSettings = {Entry{"targets"}, Entry{"repositories"}, Entry{"title"}};

Entries settingsOf(ChannelKind kind) {
    static constexpr std::array kEmail = {Entry{"server", Need::Must}, Entry{"from", Need::Must},
                                          Entry{"to", Need::Must},     Entry{"user"},
                                          Entry{"security"},           Entry{"ca_file"}};
    static constexpr std::array kWebhook = {Entry{"url", Need::MustOrSecret}, Entry{"ca_file"}};
    static constexpr std::array kPing = {Entry{"url", Need::MustOrSecret}, Entry{"style"},
                                         Entry{"ca_file"}};
    static constexpr std::array kCommand = {Entry{"command", Need::Must}};
    static constexpr std::array kPlugin = {Entry{"plugin", Need::Must}};
    switch (kind) {
        case ChannelKind::Desktop:
            break;
        case ChannelKind::Email:
            return kEmail;
        case ChannelKind::Webhook:
            return kWebhook;
        case ChannelKind::Ping:
            return kPing;
        case ChannelKind::Command:
            return kCommand;
        case ChannelKind::Plugin:
            return kPlugin;
    }
    return {};
}

Entries secretsOf(ChannelKind kind) {
    static constexpr std::array kEmail = {Entry{"password"}};
    static constexpr std::array kWebhook = {Entry{"url"}, Entry{"key"}, Entry{"authorization"}};
    static constexpr std::array kPing = {Entry{"url"}};
    switch (kind) {
        case ChannelKind::Email:
            return kEmail;
        case ChannelKind::Webhook:
            return kWebhook;
        case ChannelKind::Ping:
            return kPing;
        case ChannelKind::Desktop:
        case ChannelKind::Command:
        case ChannelKind::Plugin:
            break;
    }
    return {};
}

bool isNamed(Entries entries, const std::string& name) {
    return std::ranges::any_of(entries, [&](const Entry& one) { return name == one.name; });
}

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, why};
}

void requireKnown(const std::string& name,
                  const char* noun,
                  Entries entries,
                  Entries common,
                  const std::string& kind) {
    if (isNamed(entries, name) || isNamed(common, name)) return;
    std::string known;
    for (const Entries& some : {entries, common})
        for (const Entry& one : some)
            known += (known.empty() ? "" : ", ") + std::string{one.name};
    refuse("a channel of the kind " + kind + " has no " + noun + " " + tl::quoted(name) +
           (known.empty() ? "" : "; it may have " + known));
}

void requireNames(const ChannelDefinition& channel, ChannelKind kind) {
    const bool isPlugin = kind == ChannelKind::Plugin;
    for (const auto& [name, value] : channel.settings)
        if (!(isPlugin && name.starts_with("option.")))
            requireKnown(name, "setting", settingsOf(kind), kCommonSettings, channel.kind);
    for (const auto& [name, reference] : channel.secrets) {
        requireKnown(name, "secret", secretsOf(kind), {}, channel.kind);
        (void)parseSecretReference(reference);
    }
    for (const Entry& entry : settingsOf(kind)) {
        const bool isThere = !settingOf(channel, entry.name).empty();
        const bool isSecret = channel.secrets.contains(entry.name);
        if (entry.need == Need::Must && !isThere)
            refuse("a channel of the kind " + channel.kind + " needs the setting " +
                   tl::quoted(entry.name));
        if (entry.need == Need::MustOrSecret && isThere == isSecret)
            refuse(std::string{"the "} + entry.name +
                   " is wanted either as a setting or as a secret");
    }
}

void requireUrl(const std::string& url) {
    const bool isHttp = url.starts_with("http://") || url.starts_with("https://");
    if (!isHttp || url.find_first_of(" \r\n\t") != std::string::npos)
        refuse("the url " + tl::quoted(url) + " is to begin with http:// or https://");
    const std::size_t start = url.find("://") + 3;
    if (url.substr(start, url.find_first_of("/?#", start) - start).find('@') != std::string::npos)
        refuse(
            "the url holds a user or password, which the catalog may not: give the whole url "
            "as a secret, or the password in the secret authorization");
}

void requireEmail(const ChannelDefinition& channel) {
    const MailPlace place = parseMailPlace(channel);
    const auto receivers = listIn(settingOf(channel, "to"));
    for (const std::string& address : receivers)
        if (!isMailAddress(address)) refuse(tl::quoted(address) + " is no mail address");
    if (receivers.empty()) refuse("the setting \"to\" names nobody");
    const std::string from = settingOf(channel, "from");
    if (!isMailAddress(from)) refuse(tl::quoted(from) + " is no mail address");
    const bool hasUser = !settingOf(channel, "user").empty();
    if (hasUser != channel.secrets.contains("password"))
        refuse("the setting user and the secret password belong together: give both or none");
    if (hasUser && place.security == MailSecurity::None)
        refuse("a login without encryption would show the password to others");
}

void requireValues(const ChannelDefinition& channel, ChannelKind kind) {
    const std::string url = settingOf(channel, "url");
    if (!url.empty()) requireUrl(url);
    if (kind == ChannelKind::Email) requireEmail(channel);
    if (kind == ChannelKind::Command) (void)splitCommandLine(settingOf(channel, "command"));
    const std::string style = settingOf(channel, "style");
    if (!style.empty() && style != "healthchecks" && style != "plain")
        refuse("the style " + tl::quoted(style) + " is to be healthchecks or plain");
}

bool isIn(const ChannelDefinition& channel, const char* setting, const std::string& name) {
    const auto wanted = listIn(settingOf(channel, setting));
    return wanted.empty() || std::ranges::find(wanted, name) != wanted.end();
}

bool isForEvent(const ChannelDefinition& channel, NoticeEvent event) {
    if (channel.events.empty()) return isToldByDefault(event);
    return std::ranges::find(channel.events, nameOf(event)) != channel.events.end();
}

}  // namespace

const char* nameOf(ChannelKind kind) noexcept {
    for (const auto& [one, name] : kKinds)
        if (one == kind) return name;
    return "";
}

ChannelKind parseChannelKind(const std::string& name) {
    std::string known;
    for (const auto& [kind, one] : kKinds) {
        if (name == one) return kind;
        known += (known.empty() ? "" : ", ") + std::string{one};
    }
    refuse(tl::quoted(name) + " is no kind of channel; there are " + known);
}

std::vector<std::string> channelKindNames() {
    std::vector<std::string> names;
    for (const auto& [kind, name] : kKinds)
        names.emplace_back(name);
    return names;
}

void requireSound(const ChannelDefinition& channel) {
    const ChannelKind kind = parseChannelKind(channel.kind);
    for (const std::string& event : channel.events)
        if (!parseNoticeEvent(event)) {
            std::string known;
            for (const std::string& name : noticeEventNames())
                known += (known.empty() ? "" : ", ") + name;
            refuse(tl::quoted(event) + " is nothing that a channel can be told of; there are " +
                   known);
        }
    requireNames(channel, kind);
    requireValues(channel, kind);
    if (!channel.quietHours.empty() && !parseDaySpan(channel.quietHours))
        refuse("the quiet hours " + tl::quoted(channel.quietHours) +
               " are to be a span such as 22:00-07:00");
    requireTemplate(channel.messageTemplate);
    requireTemplate(settingOf(channel, "title"));
}

bool isFor(const ChannelDefinition& channel,
           const Notice& notice,
           WallTime now,
           const TimeZone& zone) {
    if (channel.isPaused || !isForEvent(channel, notice.event)) return false;
    if (!isIn(channel, "targets", notice.target)) return false;
    if (!isIn(channel, "repositories", notice.repository)) return false;
    const auto quiet = parseDaySpan(channel.quietHours);
    return isUrgent(notice.event) || !quiet || !quiet->contains(sinceMidnight(now, zone));
}

std::string settingOf(const ChannelDefinition& channel, const std::string& name) {
    const auto found = channel.settings.find(name);
    return found == channel.settings.end() ? std::string{} : found->second;
}

std::vector<std::string> listIn(const std::string& text) {
    std::vector<std::string> pieces;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        std::string_view piece = rest.substr(0, comma);
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        const std::size_t first = piece.find_first_not_of(" \t");
        if (first == std::string_view::npos) continue;
        piece = piece.substr(first, piece.find_last_not_of(" \t") - first + 1);
        pieces.emplace_back(piece);
    }
    return pieces;
}

bool renameInFilter(ChannelDefinition& channel,
                    const std::string& setting,
                    const std::string& from,
                    const std::string& to) {
    std::vector<std::string> names = listIn(settingOf(channel, setting));
    if (std::ranges::find(names, from) == names.end()) return false;
    std::ranges::replace(names, from, to);
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : ",") + name;
    channel.settings[setting] = all;
    return true;
}

}  // namespace tl::services
