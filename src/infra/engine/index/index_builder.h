// Makes an index of what index files say, for who does not use the table that is kept between runs.
//
// A little of it is put into memory. Much of it becomes a table in a temporary file without a name,
// so that memory does not grow with the repository: with ten million blobs it is 40 MB instead of
// 900.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

#include "infra/engine/format/index_file.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/index/table_spill.h"
#include "infra/engine/repository/repository.h"
#include "infra/resources/mutex.h"

namespace tl::engine {

enum class IndexPlace : std::uint8_t { Memory, Disk };

/// Where an index belongs that is made of `bytes` of index files.
[[nodiscard]] IndexPlace chooseIndexPlace(std::uint64_t bytes) noexcept;

class IndexBuilder {
  public:
    /// On the disk, in Repository::indexFolder() or, without one, where temporary files go.
    /// `repository` must outlive the object.
    IndexBuilder(const Repository& repository, IndexPlace place);

    /// Takes in what an index file lists; a pack may come again. **Threads:** any.
    void add(std::span<const IndexedPack> packs);

    /// The index of all that was added; once. Nothing when the disk could not take it: then it has
    /// to be made in memory. **Errors:** Cancelled, ResourceExhausted for more than 4 billion
    /// blobs.
    [[nodiscard]] std::optional<BlobIndex> tryFinish(const std::stop_token& stop);

  private:
    struct Disk {
        Disk(const std::string& folder, Random& random) : spill{folder, random}, feeder{spill} {}
        TableSpill spill;
        TableSpill::Feeder feeder;
    };

    [[nodiscard]] std::unique_ptr<const IndexTable> makeTable(Disk& disk,
                                                              const std::stop_token& stop) const;

    const Repository& repository_;
    const IndexPlace place_;
    const std::string folder_;
    Mutex mutex_;
    BlobIndex memory_ TL_GUARDED_BY(mutex_);
    std::unique_ptr<Disk> disk_ TL_GUARDED_BY(mutex_);  ///< Null in memory, and when it failed.
};

}  // namespace tl::engine
