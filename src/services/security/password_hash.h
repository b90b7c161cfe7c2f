// Passwords of users as the catalog keeps them: scrypt, with its parameters and salt in the text.

#pragma once

#include <string>

#include "infra/engine/crypto/scrypt.h"
#include "infra/platform/random.h"
#include "infra/platform/secret.h"

namespace tl::services {

/// "scrypt$15$8$1$<salt>$<hash>", with the logarithm of n, r, p, and hex digits.
[[nodiscard]] std::string hashPassword(const Secret& password,
                                       const engine::ScryptParameters& cost,
                                       Random& random);

/// False also for a hash that is malformed or would cost too much. Takes the same time wherever the
/// password differs.
[[nodiscard]] bool isPassword(const Secret& password, const std::string& hash);

}  // namespace tl::services
