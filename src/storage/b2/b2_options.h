// Where a repository in a Backblaze B2 bucket is, and the location strings, variables and options
// that say so.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/secret.h"

namespace tl::storage {

struct B2Options {
    std::string bucket;
    std::string prefix{};  ///< Of every name; without slashes at its ends; may be empty.
    std::string keyId{};   ///< "B2_ACCOUNT_ID": that of an application key, or of the account.
    Secret key{};
    std::size_t connections = 5;
    std::size_t connectionsFar = 16;  ///< Where the server is far away; no fewer.
    /// Where to authorize; without a slash at its end.
    std::string endpoint = "https://api.backblazeb2.com";
};

/// Reads `b2:bucket` and `b2:bucket:path/of/repository`; nothing when another backend is meant.
/// **Errors:** InvalidInput when the bucket is missing or cannot be one's name.
/// **Source:** format notes, section 15.4.
[[nodiscard]] std::optional<B2Options> parseB2Location(std::string_view location);

/// How to read a variable of the environment; nothing when it is not set.
using B2VariableReader = std::function<std::optional<std::string>(const std::string& name)>;

/// Fills in the key from B2_ACCOUNT_ID and B2_ACCOUNT_KEY, as restic has them, or from
/// TIMELOCKER_B2_ACCOUNT_ID and TIMELOCKER_B2_ACCOUNT_KEY, which win.
/// **Errors:** InvalidInput when one is missing.
void applyB2Environment(const B2VariableReader& variable, B2Options& b2);

/// Reads `-o b2.connections=N` and `-o b2.endpoint=URL`. **Errors:** InvalidInput.
void applyB2Options(const std::map<std::string, std::string>& options, B2Options& b2);

/// "b2:bucket:path".
[[nodiscard]] std::string b2LocationText(const B2Options& b2);

}  // namespace tl::storage
