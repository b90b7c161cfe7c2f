// The answers to a request for a list: of names (version 1 of the protocol), or of names and sizes.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace tl::storage {

/// The size is missing in version 1.
using RestEntryVisitor =
    std::function<void(const std::string& name, std::optional<std::uint64_t> sizeBytes)>;

/// Reads `["name", …]` and `[{"name": "…", "size": 1}, …]`, whichever it is, and calls `visit` for
/// each entry; other members are passed over. Keeps no more than one entry in memory.
/// **Errors:** Unavailable when it is neither, after some entries may have been visited.
/// **Source:** restic, "REST Backend" (doc/REST_backend.rst).
void readRestListing(std::span<const std::byte> document, const RestEntryVisitor& visit);

}  // namespace tl::storage
