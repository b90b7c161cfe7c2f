// A way to tell somebody what happened.

#pragma once

#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct ChannelDefinition {
    std::string name{};
    std::string description{};
    std::string kind{};        ///< "desktop", "email", "webhook", "ping", "command" or "plugin".
    Texts events{};            ///< What is told: "success", "warning", "failure", "overdue", ….
    TextMap settings{};        ///< Such as the address; no secrets.
    TextMap secrets{};         ///< Where the secrets are: "password" → "file:/etc/…".
    std::string quietHours{};  ///< Nothing but failures in these.
    std::string messageTemplate{};
    bool isPaused = false;
    bool operator==(const ChannelDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(ChannelDefinition& definition);

}  // namespace tl::catalog
