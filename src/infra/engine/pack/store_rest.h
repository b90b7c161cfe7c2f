// The end of work that stores packs, when it does not end well.

#pragma once

#include <exception>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/platform/clock.h"

namespace tl::engine {

/// Stores what `packs` and `index` still have, so that a later run finds it; within a limited time,
/// because somebody may wait for the end. Returns what kept a pack from being stored, if that
/// failed: it may be why the work ended.
[[nodiscard]] std::exception_ptr storeRest(PackWriter& packs, IndexWriter& index, Clock& clock);

}  // namespace tl::engine
