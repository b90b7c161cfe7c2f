// Where a password comes from (blueprint D7, format section 2.2).

#pragma once

#include <stop_token>
#include <string>

#include "infra/platform/secret.h"
#include "services/repository/repository_access.h"
#include "services/security/secret_reference.h"

namespace tl::services {

/// The password that `source` gives; `what` completes the question to a person: "password for …".
/// An empty environment value counts as none.
/// **Errors:** InvalidInput when two sources contradict each other, when none gives a password, or
/// when it is empty and may not be; NotFound for a missing password file; what the prompt throws.
[[nodiscard]] Secret resolvePassword(const PasswordSource& source,
                                     const std::string& what,
                                     const std::stop_token& stop);

/// The same, where `secrets` gives what `source` only names; it may be null.
/// **Errors:** as SecretSource, too.
[[nodiscard]] Secret resolvePassword(const PasswordSource& source,
                                     const std::string& what,
                                     SecretSource* secrets,
                                     const std::stop_token& stop);

/// Whether it is the prompt that resolvePassword() would use.
[[nodiscard]] bool isAskedFor(const PasswordSource& source);

}  // namespace tl::services
