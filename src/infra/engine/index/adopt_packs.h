// Packs that an interrupted backup has left behind.
//
// A backup that is killed may have stored packs that no index file lists yet. Storing their blobs
// once more would be a waste, so the next backup reads their headers and puts them into the index.
// That is safe beside other clients: a pack listed in two index files does no harm, and nobody may
// remove packs while we hold a lock.

#pragma once

#include <cstddef>
#include <stop_token>

#include "infra/engine/index/blob_index.h"
#include "infra/engine/index/index_writer.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// Adds all readable packs that `index` does not know to it and to `writer`; returns how many.
/// Packs that cannot be read are left alone. Needs a lock.
std::size_t adoptUnindexedPacks(const Repository& repository,
                                BlobIndex& index,
                                IndexWriter& writer,
                                const std::stop_token& stop);

}  // namespace tl::engine
