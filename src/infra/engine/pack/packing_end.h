// The end of work that stores packs: however it ends, what is stored gets its index.

#pragma once

#include <stop_token>

#include "infra/engine/index/index_writer.h"
#include "infra/engine/pack/pack_writer.h"
#include "infra/platform/clock.h"
#include "infra/resources/worker_group.h"

namespace tl::engine {

/// Waits for `workers`, whose blobs go to `packs`, and stores what `packs` still has, as
/// PackWriter::finish(). When a worker or storing fails, or a stop comes at any moment, what is
/// ready is stored and put into the index first, so that a later run finds it; within a limited
/// time, because somebody may wait for the end. To be called once.
/// **Errors:** what storing threw, since that ends the workers too; else what a worker threw;
/// Cancelled after a stop.
void finishPacking(WorkerGroup& workers,
                   PackWriter& packs,
                   IndexWriter& index,
                   Clock& clock,
                   const std::stop_token& stop);

/// Stores what `index` still has. Once it has begun, a stop only bounds the time that it may take.
/// **Errors:** Cancelled after a stop; what storing threw.
void finishIndex(IndexWriter& index, Clock& clock, const std::stop_token& stop);

/// Stores what `index` still has, within a limited time, and swallows what fails: for the end of
/// work that has failed already.
void flushAtTheEnd(IndexWriter& index, Clock& clock);

}  // namespace tl::engine
