// The end of work that stores packs, when it does not end well.

#pragma once

#include <exception>
#include <stop_token>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/platform/clock.h"

namespace tl::engine {

/// Stores what `packs` and `index` still have, so that a later run finds it; within a limited time,
/// because somebody may wait for the end. Returns what kept a pack from being stored, if that
/// failed: it may be why the work ended.
[[nodiscard]] std::exception_ptr storeRest(PackWriter& packs, IndexWriter& index, Clock& clock);

/// Stores what `packs` still has, as PackWriter::finish(). When a stop comes meanwhile, or storing
/// fails, what is ready is stored and put into the index first, within a limited time.
/// **Errors:** Cancelled after a stop; what storing threw.
void finishPacks(PackWriter& packs, IndexWriter& index, Clock& clock, const std::stop_token& stop);

/// Stores what `index` still has, within a limited time, and swallows what fails: for the end of
/// work that has failed already.
void flushAtTheEnd(IndexWriter& index, Clock& clock);

}  // namespace tl::engine
