// Copies of damaged packs on this machine, made before a repair changes anything: who knows more
// of the damage later may still find something in them.

#pragma once

#include <span>
#include <stop_token>
#include <string>

#include "infra/engine/format/id.h"
#include "storage/backend.h"

namespace tl::services {

/// Writes each of `packs` that is there to `folder` as `pack-<ID>`. A copy that is there already,
/// from an interrupted repair, stays. One that cannot be read because of the device it is on is
/// left out: there is nothing to copy.
/// **Errors:** AlreadyExists when another file has the name; what the file system throws.
void copyPacks(storage::Backend& backend,
               std::span<const engine::PackId> packs,
               const std::string& folder,
               const std::stop_token& stop);

}  // namespace tl::services
