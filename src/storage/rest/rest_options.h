// Where a REST server is, and the location strings, variables and options that say so.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/secret.h"

namespace tl::storage {

struct RestOptions {
    std::string url;  ///< "https://host:port/path/": with a slash at its end, without user.
    std::string unixSocket{};  ///< Connect to this socket in place of the URL's host.
    std::string user{};        ///< Empty, with an empty password: the server asks for none.
    Secret password{};
    std::size_t connections = 5;
    std::size_t connectionsFar = 16;  ///< Where the server is far away; no fewer.
    std::string location{};           ///< How messages name it; empty: by its URL.
};

/// Reads `rest:http://user:password@host:port/path/`, also with `https`, and with a socket in the
/// file system as `rest:http+unix:///path/of/socket:/path/`. Nothing when another backend is meant.
/// **Errors:** InvalidInput, without showing what may be a password.
/// **Source:** format notes, section 15.2.
[[nodiscard]] std::optional<RestOptions> parseRestLocation(std::string_view location);

/// How to read a variable of the environment; nothing when it is not set.
using VariableReader = std::function<std::optional<std::string>(const std::string& name)>;

/// Fills in user and password where the location names neither: from TIMELOCKER_REST_USERNAME and
/// TIMELOCKER_REST_PASSWORD, or else from RESTIC_REST_USERNAME and RESTIC_REST_PASSWORD.
void applyRestEnvironment(const VariableReader& variable, RestOptions& rest);

/// Reads `-o rest.connections=N`. **Errors:** InvalidInput.
void applyRestOptions(const std::map<std::string, std::string>& options, RestOptions& rest);

/// The location without anything to hide: "rest:https://host/path/".
[[nodiscard]] std::string restLocationText(const RestOptions& rest);

}  // namespace tl::storage
