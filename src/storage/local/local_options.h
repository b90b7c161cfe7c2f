// Where a repository in a local folder is, and the location strings that say so.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/traffic.h"

namespace tl::storage {

struct LocalOptions {
    std::string path;  ///< Raw bytes; absolute, or relative to the current folder.
    /// How many calls at once make sense. Two keep a disk busy: while one pack is flushed, the next
    /// is written. More gained nothing when it was measured.
    std::size_t connections = 2;
    /// Keep copies in the local cache: for a folder that is slow to read because it is mounted over
    /// a network. A disk of this machine gains nothing from copies beside it.
    bool isCached = false;
    Traffic* traffic = nullptr;  ///< What passes by on its way to and from the disk; may be null.
    bool operator==(const LocalOptions&) const = default;
};

/// Reads `local:PATH`, or a plain path. Nothing when another backend is meant: a text with a colon
/// that does not start with `/`, `./` or `../` begins with a scheme's name.
/// **Errors:** InvalidInput when no folder is named.
/// **Source:** format notes, section 15.1.
[[nodiscard]] std::optional<LocalOptions> parseLocalLocation(std::string_view location);

/// Reads `-o local.connections=N` and `-o local.cache=on|off`. **Errors:** InvalidInput.
void applyLocalOptions(const std::map<std::string, std::string>& options, LocalOptions& local);

}  // namespace tl::storage
