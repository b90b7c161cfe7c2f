// Making a repository and opening it.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/repository/key_store.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

struct InitOptions {
    std::uint32_t version = 2;
    std::optional<std::uint64_t> chunkerPolynomial;  ///< Nothing: a random one.
    KeyAttributes key;
};

/// Makes a repository with one password and opens it.
/// **Errors:** as requireEmptyPlace.
[[nodiscard]] std::unique_ptr<Repository> initRepository(storage::Backend& backend,
                                                         Random& random,
                                                         const Secret& password,
                                                         const InitOptions& options,
                                                         const std::stop_token& stop);

/// **Errors:** AlreadyExists when there is a config, a key or a snapshot at the place.
void requireEmptyPlace(storage::Backend& backend, const std::stop_token& stop);

/// What a repository shows before its password is known, and what opening it needs.
struct RepositoryFront {
    std::vector<std::byte> config;  ///< As it is stored; not empty.
    std::vector<std::string> keyNames;
};

/// Looks whether a config is there, so that a password need not be asked for in vain, and reads
/// what can be read meanwhile, all at once: a server may be far away.
/// **Errors:** NoRepository; Corrupted for an empty config.
[[nodiscard]] RepositoryFront readFront(storage::Backend& backend, const std::stop_token& stop);

/// Opens the repository with a password. What `front` says may be old by now.
/// **Errors:** NoRepository, WrongPassword, Unsupported, Corrupted.
[[nodiscard]] std::unique_ptr<Repository> openRepository(const RepositoryFront& front,
                                                         storage::Backend& backend,
                                                         Random& random,
                                                         const Secret& password,
                                                         std::string_view keyHint,
                                                         const std::stop_token& stop);

/// Opens a repository whose config is missing or damaged, with a new one in its place, which is not
/// stored yet. It has an ID and a chunker of its own; format 2, since that reads both.
/// **Errors:** AlreadyExists when the config can be read; WrongPassword; Corrupted for damaged
/// keys, or none; Unsupported.
[[nodiscard]] std::unique_ptr<Repository> openWithNewConfig(storage::Backend& backend,
                                                            Random& random,
                                                            const Secret& password,
                                                            std::string_view keyHint,
                                                            const std::stop_token& stop);

}  // namespace tl::engine
