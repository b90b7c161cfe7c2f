// The key files of a repository: opening it with a password, adding and removing passwords
// (format sections 2.1, 2.6).

#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/crypto/key.h"
#include "infra/engine/format/id.h"
#include "infra/engine/format/key_file.h"
#include "infra/platform/random.h"
#include "infra/platform/secret.h"
#include "storage/backend.h"

namespace tl::engine {

struct OpenedKey {
    KeyId id;
    Key masterKey;
};

/// Finds the key file that `password` opens; `hint`, a key's ID or prefix, is tried first. A
/// damaged key file does not keep the others from opening.
/// **Errors:** WrongPassword when none opens; Corrupted when one that did not is damaged, or there
/// is none.
[[nodiscard]] OpenedKey openKey(storage::Backend& backend,
                                Random& random,
                                const Secret& password,
                                std::string_view hint,
                                const std::stop_token& stop);

/// As openKey(), for whoever has listed the keys; those that are gone by now are passed over.
[[nodiscard]] OpenedKey openKeyAmong(std::vector<std::string> names,
                                     storage::Backend& backend,
                                     Random& random,
                                     const Secret& password,
                                     std::string_view hint,
                                     const std::stop_token& stop);

/// Whose a new key is said to be, and what it costs to open it.
struct KeyAttributes {
    std::string userName;
    std::string hostName;
    Timestamp created;
    ScryptParameters cost = chooseScryptParameters();
};

/// Stores a new key file that opens `masterKey` with `password`.
KeyId addKey(storage::Backend& backend,
             Random& random,
             const Key& masterKey,
             const Secret& password,
             const KeyAttributes& attributes,
             const std::stop_token& stop);

/// **Errors:** NotFound; Corrupted.
[[nodiscard]] KeyFile loadKeyFile(storage::Backend& backend,
                                  const std::string& name,
                                  const std::stop_token& stop);

}  // namespace tl::engine
