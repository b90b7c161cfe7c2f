#include "infra/engine/repository/open.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "infra/engine/chunker/polynomial.h"
#include "infra/engine/crypto/box.h"
#include "infra/engine/repository/second_look.h"
#include "infra/errors/error.h"
#include "infra/resources/parallel.h"

namespace tl::engine {

using storage::Backend;
using storage::FileId;
using storage::FileType;

namespace {

constexpr const char* kConfigHint =
    "put the file `config` back from a copy of the repository, or run `repair config`, which makes "
    "a new one; all else may be sound";

std::uint64_t randomWord(Random& random) {
    std::array<std::byte, 8> bytes{};
    random.fill(bytes);
    std::uint64_t word = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        word = word << 8U | std::to_integer<std::uint64_t>(bytes[i]);
    return word;
}

Config makeConfig(Random& random, const InitOptions& options) {
    Digest id{};
    random.fill(id);
    const std::uint64_t polynomial =
        options.chunkerPolynomial ? *options.chunkerPolynomial
                                  : makeRandomPolynomial([&random] { return randomWord(random); });
    return {.version = options.version,
            .id = toHex(id),
            .chunkerPolynomial = polynomial,
            .unknownMembers = {}};
}

Config openConfig(std::span<const std::byte> stored, BoxCipher& cipher) {
    try {
        Config config = readConfig(cipher.open(stored));
        if (!isUsablePolynomial(config.chunkerPolynomial))
            throw Error{ErrorKind::Corrupted, "the chunker polynomial is not irreducible"};
        return config;
    } catch (Error& error) {
        error.add("file", "config");
        if (error.kind() == ErrorKind::Corrupted) error.add("hint", kConfigHint);
        throw;
    }
}

Config loadConfig(Backend& backend, BoxCipher& cipher, const std::stop_token& stop) {
    const auto stored = backend.tryLoad({FileType::Config, {}}, stop);
    if (!stored)
        throw Error{ErrorKind::NoRepository,
                    "there is no repository at " + backend.properties().location};
    return openConfig(*stored, cipher);
}

OpenedKey openKeyOf(const RepositoryFront& front,
                    Backend& backend,
                    Random& random,
                    const Secret& password,
                    std::string_view hint,
                    const std::stop_token& stop) {
    try {
        return openKeyAmong(front.keyNames, backend, random, password, hint, stop);
    } catch (const Error&) {
        // While a person thought about the password, somebody else may have changed the keys.
        auto names = listNames(backend, FileType::Key, stop);
        if (names == front.keyNames) throw;
        return openKeyAmong(std::move(names), backend, random, password, hint, stop);
    }
}

/// A place with keys has been a repository.
[[noreturn]] void throwNoConfig(const std::string& location, bool hasKeys) {
    if (!hasKeys) throw Error{ErrorKind::NoRepository, "there is no repository at " + location};
    throw Error{ErrorKind::NoRepository,
                "there is no repository at " + location + " any more: it has keys, but no config",
                {{"hint", kConfigHint}}};
}

/// Removes the key of a repository whose config could not be stored, so that the place is empty
/// again; but not when the config is there all the same, since it would be lost without its key.
void clearUnlessMade(Backend& backend, const KeyId& key) {
    try {
        if (!backend.trySize({FileType::Config, {}}, {}))
            (void)backend.remove({FileType::Key, key.hex()}, {});
    } catch (const std::exception&) {
        // What the caller reports is why the config could not be stored.
    }
}

}  // namespace

std::unique_ptr<Repository> initRepository(Backend& backend,
                                           Random& random,
                                           const Secret& password,
                                           const InitOptions& options,
                                           const std::stop_token& stop) {
    requireEmptyPlace(backend, stop);
    backend.create(stop);
    const Key masterKey = makeRandomKey(random);
    const KeyId keyId = addKey(backend, random, masterKey, password, options.key, stop);
    const Config config = makeConfig(random, options);
    const std::string json = writeConfig(config);
    BoxCipher cipher{masterKey, random};
    // The config comes last: until it is there, nobody takes the place for a repository.
    try {
        backend.save({FileType::Config, {}}, cipher.seal(std::as_bytes(std::span{json})), stop);
    } catch (const std::exception&) {
        clearUnlessMade(backend, keyId);
        throw;
    }
    return std::make_unique<Repository>(backend, random, masterKey, keyId, config);
}

RepositoryFront readFront(Backend& backend, const std::stop_token& stop) {
    std::optional<std::vector<std::byte>> config;
    std::vector<std::string> keyNames;
    const auto readPart = [&](std::size_t part, const std::stop_token& inner) {
        if (part == 0)
            config = backend.tryLoad({FileType::Config, {}}, inner);
        else
            keyNames = listNames(backend, FileType::Key, inner);
    };
    forEachInParallel(2, 2, readPart, stop);
    const std::string& location = backend.properties().location;
    if (!config) throwNoConfig(location, !keyNames.empty());
    if (config->empty())
        throw Error{ErrorKind::Corrupted,
                    "the config file at " + location + " is empty",
                    {{"hint", kConfigHint}}};
    return {.config = std::move(*config), .keyNames = std::move(keyNames)};
}

std::unique_ptr<Repository> openRepository(const RepositoryFront& front,
                                           Backend& backend,
                                           Random& random,
                                           const Secret& password,
                                           std::string_view keyHint,
                                           const std::stop_token& stop) {
    const OpenedKey key = openKeyOf(front, backend, random, password, keyHint, stop);
    BoxCipher cipher{key.masterKey, random};
    Config config;
    try {
        config = openConfig(front.config, cipher);
    } catch (const Error& error) {
        // It may have been replaced meanwhile, or come with a wrong bit.
        if (error.kind() != ErrorKind::Corrupted) throw;
        config = loadConfig(backend, cipher, stop);
    }
    return std::make_unique<Repository>(backend, random, key.masterKey, key.id, std::move(config));
}

std::unique_ptr<Repository> openWithNewConfig(Backend& backend,
                                              Random& random,
                                              const Secret& password,
                                              std::string_view keyHint,
                                              const std::stop_token& stop) {
    const OpenedKey key = openKey(backend, random, password, keyHint, stop);
    BoxCipher cipher{key.masterKey, random};
    bool isReadable = true;
    try {
        (void)withSecondLook([&] { return loadConfig(backend, cipher, stop); });
    } catch (const Error& error) {
        // Only what is known to be lost may be replaced.
        if (error.kind() != ErrorKind::Corrupted && error.kind() != ErrorKind::NoRepository) throw;
        isReadable = false;
    }
    if (isReadable)
        throw Error{ErrorKind::AlreadyExists, "the config at " + backend.properties().location +
                                                  " can be read, so there is nothing to repair"};
    return std::make_unique<Repository>(backend, random, key.masterKey, key.id,
                                        makeConfig(random, {}));
}

void requireEmptyPlace(Backend& backend, const std::stop_token& stop) {
    const std::string& location = backend.properties().location;
    if (backend.trySize({FileType::Config, {}}, stop))
        throw Error{ErrorKind::AlreadyExists, "there is a repository at " + location + " already"};
    for (const FileType type : {FileType::Key, FileType::Snapshot}) {
        if (listNames(backend, type, stop).empty()) continue;
        throw Error{ErrorKind::AlreadyExists,
                    std::string{"there are "} + folderOf(type) + " but no config at " + location +
                        "; this may be a damaged repository, so nothing was changed"};
    }
}

}  // namespace tl::engine
