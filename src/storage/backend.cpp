#include "storage/backend.h"

#include <algorithm>

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

bool isListed(const FileId& id) noexcept {
    constexpr std::size_t kNameLength = 64;
    const auto isDigit = [](char digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    };
    if (id.type == FileType::Config) return id.name.empty();
    return id.name.size() == kNameLength && std::ranges::all_of(id.name, isDigit);
}

bool Backend::tryReplace(const FileId& /*id*/,
                         std::span<const std::byte> /*content*/,
                         const std::stop_token& /*stop*/) {
    return false;
}

bool Backend::dropCopy(const FileId& /*id*/) {
    return false;
}

void Backend::prepareForBulk() {}

Leftovers Backend::sweepLeftovers(LeftoverUse /*use*/,
                                  WallTime /*before*/,
                                  const std::stop_token& /*stop*/) {
    return {};
}

}  // namespace tl::storage
