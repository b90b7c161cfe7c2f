#include "services/repository/move_plan.h"

#include <algorithm>
#include <string>

#include "infra/errors/error.h"

namespace tl::services {

using storage::FileType;

namespace {

void refuseStrangers(const FileSizes& source, const FileSizes& destination) {
    for (const auto& [id, sizeBytes] : destination)
        if (!source.contains(id))
            throw Error{ErrorKind::InvalidInput,
                        std::string{"the new place holds files that are not of this repository, "
                                    "such as "} +
                            storage::folderOf(id.type) + "/" + id.name +
                            "; name a place that is empty, or one where a move of this repository "
                            "was begun"};
}

int rankOf(FileType type) {
    switch (type) {
        case FileType::Pack:
            return 0;
        case FileType::Index:
            return 1;
        case FileType::Snapshot:
            return 2;
        case FileType::Key:
        case FileType::Lock:
        case FileType::Config:
            return 3;
    }
    return 3;
}

}  // namespace

MovePlan planMove(const FileSizes& source, const FileSizes& destination) {
    refuseStrangers(source, destination);
    MovePlan plan;
    for (const auto& [id, sizeBytes] : source) {
        const auto found = destination.find(id);
        const bool isThere = found != destination.end();
        plan.files.push_back({.id = id,
                              .sizeBytes = sizeBytes,
                              .isPresent = isThere && found->second == sizeBytes,
                              .isReplaced = isThere && found->second != sizeBytes});
        plan.bytesTotal += sizeBytes;
    }
    std::ranges::stable_sort(plan.files, {},
                             [](const PlannedFile& file) { return rankOf(file.id.type); });
    return plan;
}

}  // namespace tl::services
