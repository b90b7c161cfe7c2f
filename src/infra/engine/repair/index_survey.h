// What all index files together say of the packs, without keeping their blobs in memory.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "infra/engine/format/index_file.h"
#include "infra/engine/repair/repair_reporter.h"
#include "infra/engine/repository/repository.h"

namespace tl::engine {

/// A value that two listings of a pack share if they name the same blobs at the same places.
[[nodiscard]] Digest fingerprintOf(std::vector<PackedBlob> blobs);

/// How a pack is listed.
struct PackListing {
    std::uint64_t sizeBytes = 0;         ///< That a pack of these blobs has.
    Digest fingerprint{};                ///< Of its blobs.
    std::vector<std::uint32_t> files{};  ///< Numbers of the index files that list it.
    bool isDisputed = false;             ///< They do not all say the same.
};

struct IndexSurvey {
    std::vector<std::string> files{};  ///< The readable index files; their numbers are places here.
    std::vector<std::string> damaged{};  ///< The others.
    std::unordered_map<PackId, PackListing> packs{};
};

/// Reads all index files, several at once. A damaged one is read twice before it counts as such.
/// **Errors:** none for damage; what the backend throws, since a file that cannot be had just now
/// may be sound.
[[nodiscard]] IndexSurvey surveyIndex(const Repository& repository,
                                      RepairReporter& reporter,
                                      const std::stop_token& stop);

}  // namespace tl::engine
