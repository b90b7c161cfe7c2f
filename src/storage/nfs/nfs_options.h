// Where a repository on an NFS server is, and the location strings that say so.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tl::storage {

struct NfsOptions {
    std::string host;  ///< Name or address.
    std::string path;  ///< On the server, from its root: the export, and the folder in it.
    /// Whom the server takes us for. Nothing: who this process runs as.
    std::optional<std::uint32_t> userId;
    std::optional<std::uint32_t> groupId;
    std::uint16_t nfsPort = 0;    ///< 0: the server's port mapper tells.
    std::uint16_t mountPort = 0;  ///< As nfsPort.
    std::size_t connections = 5;
    std::size_t connectionsFar = 16;  ///< Where the server is far away; no fewer.
    /// For how long the server may say nothing before it is given up.
    std::chrono::milliseconds timeout{60'000};
    bool operator==(const NfsOptions&) const = default;
};

/// Reads `nfs://HOST[:PORT]/EXPORT/PATH`. Nothing when another backend is meant.
/// **Errors:** InvalidInput when a part is missing or malformed.
[[nodiscard]] std::optional<NfsOptions> parseNfsLocation(std::string_view location);

/// Reads the `nfs.…` of `options`. **Errors:** InvalidInput for one that is unknown or malformed.
void applyNfsOptions(const std::map<std::string, std::string>& options, NfsOptions& nfs);

/// The location as parseNfsLocation reads it.
[[nodiscard]] std::string toLocation(const NfsOptions& options);

}  // namespace tl::storage
