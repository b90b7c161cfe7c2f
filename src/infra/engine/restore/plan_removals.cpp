#include "infra/engine/restore/plan_removals.h"

#include <algorithm>
#include <iterator>

#include "infra/engine/restore/replaced/replaced_folder_name.h"

namespace tl::engine {

namespace {

std::vector<DirectoryEntry> sortedEntries(const Directory& folder) {
    auto entries = folder.entries();
    std::ranges::sort(entries, {}, &DirectoryEntry::name);
    return entries;
}

std::string joined(const std::string& folder, const std::string& name) {
    return folder == "/" ? "/" + name : folder + "/" + name;
}

}  // namespace

void RemovalPlanner::planOthers(const Place& place, const std::unordered_set<std::string>& kept) {
    for (const DirectoryEntry& entry : sortedEntries(place.folder))
        if (!kept.contains(entry.name)) planRemoval(place, entry.name, plan_.removals);
}

bool RemovalPlanner::planClearance(const Place& place, const std::string& name) {
    const std::size_t foldersBefore = plan_.folders.size();
    // Planned apart, so that nothing of it is carried out unless all of it is.
    Removals clearances;
    if (!planRemoval(place, name, clearances)) {
        plan_.folders.resize(foldersBefore);
        return false;
    }
    std::ranges::move(clearances, std::back_inserter(plan_.clearances));
    return true;
}

/// False when something stays.
bool RemovalPlanner::planRemoval(const Place& place, const std::string& name, Removals& removals) {
    // What an earlier restore keeps is somebody's way back.
    if (isReplacedFolderName(name)) return false;
    if (!selection_.decide(joined(place.path, name)).isSelected) return false;
    const auto status = place.folder.tryStatus(name);
    if (!status) return true;
    const bool isFolder = status->kind == FileKind::Directory;
    if (isFolder && !planEntries(place, name, removals)) return false;
    removals.push_back({.folder = place.number, .name = name, .isFolder = isFolder});
    return true;
}

bool RemovalPlanner::planEntries(const Place& place, const std::string& name, Removals& removals) {
    const auto number = static_cast<FolderNumber>(plan_.folders.size());
    const std::size_t removalsBefore = removals.size();
    plan_.folders.push_back({.parent = place.number,
                             .name = name,
                             .use = FolderUse::Passed,
                             .existing = Existing::SameKind,
                             .metadata = {}});
    const Directory sub = place.folder.openSub(name);
    const Place inside{sub, number, joined(place.path, name)};
    bool isEmptied = true;
    for (const DirectoryEntry& entry : sortedEntries(sub))
        isEmptied = planRemoval(inside, entry.name, removals) && isEmptied;
    if (removals.size() == removalsBefore) plan_.folders.resize(number);
    return isEmptied;
}

}  // namespace tl::engine
