// Which folders a mounted repository shows above the snapshots: by template, as restic has them.
//
// A template such as "hosts/%h/%T" gives each snapshot a path. Where it ends with %T, the time, the
// folder gets a link "latest" to the newest one, too.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/repository/snapshot_store.h"

namespace tl::engine {

struct MountTemplates {
    std::vector<std::string> paths = {"ids/%i", "snapshots/%T", "hosts/%h/%T", "tags/%t/%T"};
    /// In the manner of Go's time.Format.
    std::string time = "2006-01-02T15:04:05Z07:00";
};

/// A folder above the snapshots, a snapshot in it, or a link to one.
struct LayoutEntry {
    std::map<std::string, std::uint64_t> children;  ///< Of a folder: numbers in MountLayout.
    std::optional<std::size_t> snapshot;            ///< Which of the snapshots it shows.
    std::string linkTarget;                         ///< Of a link "latest".
};

/// Entry 0 is the top.
using MountLayout = std::vector<LayoutEntry>;

/// Where `snapshots`, which come oldest first, are shown. Snapshots of one path get numbers behind
/// it: "-1", "-2". What is in a host's name or a tag never leads out of its folder.
[[nodiscard]] MountLayout layOut(std::span<const LoadedSnapshot> snapshots,
                                 const MountTemplates& templates);

/// Throws for templates that cannot be used: unknown signs, ".." in a path, times with slashes.
/// **Errors:** InvalidInput.
void requireUsable(const MountTemplates& templates);

}  // namespace tl::engine
