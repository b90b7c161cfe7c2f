#include "services/recovery/restore_preview.h"

#include <utility>

#include "infra/engine/restore/folder_opener.h"
#include "infra/errors/error.h"

namespace tl::services {

namespace {

constexpr std::size_t kPathsMax = 100;

void note(std::vector<std::string>& paths, const std::string& path) {
    if (paths.size() < kPathsMax) paths.push_back(path);
}

template <typename Item>
void findNewer(const engine::RestorePlan& section,
               const std::vector<Item>& items,
               engine::FolderOpener& folders,
               std::unordered_set<std::string>& newer) {
    for (const Item& item : items) {
        if (item.existing == engine::Existing::Nothing) continue;
        try {
            const auto status = folders.open(item.folder).tryStatus(item.name);
            if (status && status->modified > item.metadata.modified)
                newer.insert(section.pathOf(item));
        } catch (const Error&) {  // NOLINT(bugprone-empty-catch): told when it is restored.
        }
    }
}

}  // namespace

void RestorePreviewCounter::look(const engine::RestorePlan& section, Directory& target) {
    engine::FolderOpener folders{section, target};
    std::unordered_set<std::string> newer;
    findNewer(section, section.files, folders, newer);
    findNewer(section, section.specials, folders, newer);
    const MutexLock lock{mutex_};
    newer_ = std::move(newer);
}

void RestorePreviewCounter::onItem(const std::string& path,
                                   bool isFolder,
                                   engine::RestoredAs action,
                                   std::uint64_t sizeBytes) {
    {
        const MutexLock lock{mutex_};
        if (action == engine::RestoredAs::Deleted) {
            ++preview_.deletedEntries;
            note(preview_.deletedPaths, path);
        } else if (isFolder) {
            // Folders are told the same whether they are there or not.
        } else if (action == engine::RestoredAs::New) {
            ++preview_.newFiles;
            preview_.bytes += sizeBytes;
        } else if (action == engine::RestoredAs::Unchanged) {
            ++preview_.unchangedFiles;
        } else {
            ++preview_.changedFiles;
            preview_.bytes += sizeBytes;
            if (newer_.contains(path)) {
                ++preview_.newerFiles;
                note(preview_.newerPaths, path);
            }
        }
    }
    if (isInnerInterested_) inner_.onItem(path, isFolder, action, sizeBytes);
}

void RestorePreviewCounter::onFailure(const std::string& path, const std::string& message) {
    inner_.onFailure(path, message);
}

RestorePreview RestorePreviewCounter::preview() const {
    const MutexLock lock{mutex_};
    return preview_;
}

}  // namespace tl::services
