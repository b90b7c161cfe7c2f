// Copies on this machine of stored files, made before something happens to these: of damaged packs
// before a repair, since who knows more of the damage later may still find something in them, and
// of the config before it is replaced.

#pragma once

#include <span>
#include <stop_token>
#include <string>

#include "infra/engine/format/id.h"
#include "storage/backend.h"

namespace tl::services {

/// Writes the stored file to `path`. A copy that is there already, from an interrupted run, stays.
/// A file that cannot be read because of the device it is on is left out: there is nothing to copy.
/// **Errors:** AlreadyExists when another file has the name; what the file system throws.
void copyStored(storage::Backend& backend,
                const storage::FileId& file,
                const std::string& path,
                const std::stop_token& stop);

/// As copyStored(), for each of `packs`, to `pack-<ID>` in `folder`.
void copyPacks(storage::Backend& backend,
               std::span<const engine::PackId> packs,
               const std::string& folder,
               const std::stop_token& stop);

}  // namespace tl::services
