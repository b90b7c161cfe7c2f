#include "infra/engine/restore/folder_opener.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tl::engine {

Directory& FolderOpener::open(FolderNumber folder) {
    std::vector<FolderNumber> missing;
    Directory* opened = find(folder);
    while (opened == nullptr) {
        missing.push_back(folder);
        folder = plan_.folders[folder].parent;
        opened = find(folder);
    }
    for (auto next = missing.rbegin(); next != missing.rend(); ++next)
        opened = &keep(*next, opened->openSub(plan_.folders[*next].name));
    return *opened;
}

Directory* FolderOpener::find(FolderNumber folder) {
    if (folder == kTargetFolder) return &target_;
    for (Slot& slot : slots_) {
        if (slot.folder != folder || !slot.directory) continue;
        slot.lastUse = ++uses_;
        return &*slot.directory;
    }
    return nullptr;
}

Directory& FolderOpener::keep(FolderNumber folder, Directory directory) {
    Slot& oldest = *std::ranges::min_element(slots_, {}, &Slot::lastUse);
    oldest.folder = folder;
    oldest.lastUse = ++uses_;
    oldest.directory = std::move(directory);
    return *oldest.directory;
}

}  // namespace tl::engine
