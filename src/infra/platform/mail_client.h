// Hands a message to a mail server: SMTP (RFC 5321) with STARTTLS (RFC 3207) or TLS from the start
// (RFC 8314), and a login (RFC 4954). By libcurl, in one file.

#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/secret.h"

namespace tl {

enum class MailSecurity : std::uint8_t {
    StartTls,  ///< Begins openly; nothing is said before the line is encrypted.
    Tls,       ///< Encrypted from the start.
    None,
};

struct MailServer {
    std::string host{};  ///< A name or an address, without brackets.
    std::uint16_t port = 587;
    MailSecurity security = MailSecurity::StartTls;
    std::string user{};  ///< Empty: no login.
    Secret password{};
    /// Root certificates in PEM form, which stand alone; none: the environment's or the system's.
    std::vector<std::string> certificateFiles{};
    std::chrono::seconds timeMax{60};  ///< For all of it.
};

struct MailEnvelope {
    std::string from{};
    std::vector<std::string> to{};
};

/// Returns when the server has taken the message over. Never sends a password over an open line.
/// **Errors:** PermissionDenied when the server refuses the login or its certificate is not
/// trusted, and where it offers no encryption; InvalidInput when it refuses an address or the
/// message, and for a login without encryption; Unavailable when it cannot be reached or fails;
/// Cancelled within a second of a stop; as loadTrust().
/// **Threads:** any.
void sendMail(const MailServer& server,
              const MailEnvelope& envelope,
              const std::string& message,
              const std::stop_token& stop);

}  // namespace tl
