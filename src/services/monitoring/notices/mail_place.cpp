#include "services/monitoring/notices/mail_place.h"

#include <charconv>
#include <limits>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/monitoring/notices/channel_rules.h"

namespace tl::services {

namespace {

MailSecurity parseSecurity(const std::string& text) {
    if (text.empty() || text == "starttls") return MailSecurity::StartTls;
    if (text == "tls") return MailSecurity::Tls;
    if (text == "none") return MailSecurity::None;
    throw Error{ErrorKind::InvalidInput,
                "the security " + tl::quoted(text) + " is to be starttls, tls or none"};
}

std::uint16_t usualPort(MailSecurity security) {
    constexpr std::uint16_t kSubmission = 587;
    constexpr std::uint16_t kSubmissions = 465;
    constexpr std::uint16_t kSmtp = 25;
    if (security == MailSecurity::StartTls) return kSubmission;
    return security == MailSecurity::Tls ? kSubmissions : kSmtp;
}

[[noreturn]] void failServer(const std::string& server) {
    throw Error{ErrorKind::InvalidInput,
                "the mail server " + tl::quoted(server) + " is to be a host or host:port"};
}

std::uint16_t parsePort(std::string_view text, const std::string& server) {
    std::uint32_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0 ||
        port > std::numeric_limits<std::uint16_t>::max())
        failServer(server);
    return static_cast<std::uint16_t>(port);
}

}  // namespace

MailPlace parseMailPlace(const catalog::ChannelDefinition& channel) {
    const std::string server = settingOf(channel, "server");
    MailPlace place{.security = parseSecurity(settingOf(channel, "security"))};
    place.port = usualPort(place.security);
    std::string_view rest = server;
    if (rest.starts_with('[')) {
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos) failServer(server);
        place.host = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
    } else {
        place.host = rest.substr(0, rest.find(':'));
        rest.remove_prefix(place.host.size());
    }
    if (!rest.empty()) {
        if (rest[0] != ':') failServer(server);
        place.port = parsePort(rest.substr(1), server);
    }
    if (place.host.empty() || place.host.find_first_of("/@?# \t\r\n") != std::string::npos)
        failServer(server);
    return place;
}

}  // namespace tl::services
