// Keeps copies of the files that nearly every command reads, indexes, snapshots and packs of trees,
// in the local cache, so that a distant repository is asked for them once.
//
// What exists is always the backend's to say: list() and trySize() never look at the copies. What a
// copy holds is checked by whoever checks the original; dropCopy() removes one that is wrong.

#pragma once

#include <cstdint>
#include <memory>

#include "storage/backend.h"
#include "storage/cache/cache_folder.h"

namespace tl::storage {

/// `sizeMax` bounds the copies, in bytes; 0: no bound. It is enforced when the backend is closed.
/// What goes wrong with the cache is no error: then the backend is asked.
[[nodiscard]] std::unique_ptr<Backend> makeCached(std::unique_ptr<Backend> inner,
                                                  CacheFolder folder,
                                                  std::uint64_t sizeMax);

}  // namespace tl::storage
