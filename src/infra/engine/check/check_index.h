// The first part of a check: the index files, each by itself and all together.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/format/index_file.h"
#include "infra/engine/index/blob_index.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// What the index says of a pack as a whole.
struct PackFacts {
    std::uint64_t sizeBytes = 0;  ///< That a pack of these blobs has.
    std::uint32_t blobCount = 0;
    std::uint64_t fingerprint = 0;  ///< As by fingerprintOf().
    bool operator==(const PackFacts&) const = default;
};

/// All index files together.
struct CheckedIndex {
    BlobIndex blobs;
    std::unordered_map<PackId, PackFacts> packs;
    bool isComplete = true;  ///< Every index file could be read.
};

/// Puts index files together and takes note of what does not fit. The blobs it forgets: an
/// IndexBuilder takes them. **Threads:** one at a time.
class IndexMerger {
  public:
    /// `version` is the repository's.
    IndexMerger(std::uint32_t version, CheckReporter& reporter);

    /// Takes in what the index file `name` says of a pack.
    void add(const std::string& name, const IndexedPack& pack);
    /// Tells what is worth a note of the whole, and hands over what is known of each pack.
    [[nodiscard]] std::unordered_map<PackId, PackFacts> finish();

  private:
    void requireVersion(const std::string& name, const IndexedPack& pack);

    const std::uint32_t version_;
    CheckReporter& reporter_;
    std::unordered_map<PackId, PackFacts> packs_;
    std::size_t repeatedPacks_ = 0;
    std::size_t mixedPacks_ = 0;
};

/// Loads every index file. A damaged one is reported, after a second look, and left out.
[[nodiscard]] CheckedIndex checkIndex(const Repository& repository,
                                      CheckReporter& reporter,
                                      const std::stop_token& stop);

}  // namespace tl::engine
