#include "storage/backend.h"

namespace tl::storage {

const char* folderOf(FileType type) noexcept {
    switch (type) {
        case FileType::Config:
            return "config";
        case FileType::Key:
            return "keys";
        case FileType::Lock:
            return "locks";
        case FileType::Snapshot:
            return "snapshots";
        case FileType::Index:
            return "index";
        case FileType::Pack:
            return "data";
    }
    return "";
}

}  // namespace tl::storage
