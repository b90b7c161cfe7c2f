// What a move has to do: which files the new place lacks.

#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "storage/backend.h"

namespace tl::services {

using FileSizes = std::map<storage::FileId, std::uint64_t>;

struct PlannedFile {
    storage::FileId id;
    std::uint64_t sizeBytes = 0;
    bool isPresent = false;   ///< At the new place, in its size.
    bool isVerified = false;  ///< And an earlier run has read it there, and found it right.
    bool isReplaced = false;  ///< At the new place in another size: what is left of a torn upload.
};

struct MovePlan {
    std::vector<PlannedFile> files{};  ///< Packs first, so that no index names what is not there.
    std::uint64_t bytesTotal = 0;
};

/// Both without locks and config. **Errors:** InvalidInput for a file that the source lacks.
[[nodiscard]] MovePlan planMove(const FileSizes& source, const FileSizes& destination);

}  // namespace tl::services
