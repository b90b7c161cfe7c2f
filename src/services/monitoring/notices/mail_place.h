// Where a channel's mail server is.

#pragma once

#include <cstdint>
#include <string>

#include "infra/catalog/channel_definition.h"
#include "infra/platform/mail_client.h"

namespace tl::services {

struct MailPlace {
    std::string host{};
    std::uint16_t port = 0;
    MailSecurity security = MailSecurity::StartTls;
};

/// Reads the settings `server` (host, host:port, [address]:port) and `security` (starttls, tls,
/// none). Without a port: 587 with STARTTLS, 465 with TLS, else 25.
/// **Errors:** InvalidInput.
[[nodiscard]] MailPlace parseMailPlace(const catalog::ChannelDefinition& channel);

}  // namespace tl::services
