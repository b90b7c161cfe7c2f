#include "infra/engine/repository/key_store.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "infra/engine/crypto/box.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/repository/repository.h"
#include "infra/errors/error.h"

namespace tl::engine {

using storage::Backend;
using storage::FileType;

namespace {

/// restic gives up after so many keys; each costs a scrypt run (section 2.6).
constexpr std::size_t kKeysTriedMax = 20;
constexpr std::size_t kSaltSize = 64;
/// The master key is nowhere else.
constexpr const char* kKeyHint =
    "use the password of another key, or put the files of `keys` back from a copy of the "
    "repository; without a sound key nothing in it can be read";

/// The master key, or nothing when the password does not open this key file.
std::optional<Key> tryOpenKeyFile(const KeyFile& file, Random& random, const Secret& password) {
    const Key userKey = deriveKey(password, file.salt, {file.n, file.r, file.p});
    BoxCipher cipher{userKey, random};
    if (file.data.size() < 32) return std::nullopt;
    std::vector<std::byte> json(file.data.size() - 32);
    if (!cipher.tryOpen(file.data, json)) return std::nullopt;
    const Key masterKey = readMasterKey(json);
    wipe(json);
    return masterKey;
}

std::optional<OpenedKey> tryOpenNamed(Backend& backend,
                                      Random& random,
                                      const Secret& password,
                                      const std::string& name,
                                      const std::stop_token& stop) {
    const KeyFile file = loadKeyFile(backend, name, stop);
    const auto masterKey = tryOpenKeyFile(file, random, password);
    if (!masterKey) return std::nullopt;
    return OpenedKey{KeyId::parse(name).value_or(KeyId{}), *masterKey};
}

/// The one that begins with `hint` comes first. A hint that leads nowhere is no error
/// (section 2.6).
void putHintedFirst(std::vector<std::string>& names, std::string_view hint) {
    const auto isHinted = [hint](const std::string& name) { return name.starts_with(hint); };
    if (std::count_if(names.begin(), names.end(), isHinted) == 1)
        std::stable_partition(names.begin(), names.end(), isHinted);
}

}  // namespace

OpenedKey openKey(Backend& backend,
                  Random& random,
                  const Secret& password,
                  std::string_view hint,
                  const std::stop_token& stop) {
    return openKeyAmong(listNames(backend, FileType::Key, stop), backend, random, password, hint,
                        stop);
}

OpenedKey openKeyAmong(std::vector<std::string> names,
                       Backend& backend,
                       Random& random,
                       const Secret& password,
                       std::string_view hint,
                       const std::stop_token& stop) {
    if (names.empty()) {
        throw Error{ErrorKind::Corrupted,
                    "the repository at " + backend.properties().location +
                        " has no key, so no password opens it",
                    {{"hint", kKeyHint}}};
    }
    putHintedFirst(names, hint);
    names.resize(std::min(names.size(), kKeysTriedMax));
    std::optional<Error> damage;
    for (const std::string& name : names) {
        if (stop.stop_requested()) throw Cancelled{};
        try {
            if (auto opened = tryOpenNamed(backend, random, password, name, stop)) return *opened;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::NotFound) continue;  // It has been removed meanwhile.
            if (error.kind() != ErrorKind::Corrupted) throw;
            if (!damage) damage = error;
        }
    }
    if (damage) {
        damage->add("hint", kKeyHint);
        throw Error{*damage};
    }
    throw Error{ErrorKind::WrongPassword, "wrong password or no key found"};
}

KeyId addKey(Backend& backend,
             Random& random,
             const Key& masterKey,
             const Secret& password,
             const KeyAttributes& attributes,
             const std::stop_token& stop) {
    const ScryptParameters& cost = attributes.cost;
    KeyFile file{.created = attributes.created,
                 .username = attributes.userName,
                 .hostname = attributes.hostName,
                 .n = cost.n,
                 .r = cost.r,
                 .p = cost.p,
                 .salt = std::vector<std::byte>(kSaltSize),
                 .data = {}};
    random.fill(file.salt);
    BoxCipher cipher{deriveKey(password, file.salt, cost), random};
    file.data = cipher.seal(writeMasterKey(masterKey).bytes());
    const std::string json = writeKeyFile(file);
    const auto bytes = std::as_bytes(std::span{json});
    const KeyId id{sha256(bytes)};
    saveOrRemove(backend, {FileType::Key, id.hex()}, bytes, stop);
    return id;
}

KeyFile loadKeyFile(Backend& backend, const std::string& name, const std::stop_token& stop) {
    const auto content = backend.tryLoad({FileType::Key, name}, stop);
    if (!content) throw Error{ErrorKind::NotFound, "there is no such key", {{"key", name}}};
    try {
        if (toHex(sha256(*content)) != name)
            throw Error{ErrorKind::Corrupted, "the key file's content does not match its name"};
        return readKeyFile(*content);
    } catch (Error& error) {
        error.add("key", name);
        throw;
    }
}

}  // namespace tl::engine
