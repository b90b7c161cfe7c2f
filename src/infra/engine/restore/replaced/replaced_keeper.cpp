#include "infra/engine/restore/replaced/replaced_keeper.h"

#include <algorithm>
#include <utility>

#include "infra/engine/restore/folder_opener.h"
#include "infra/errors/error.h"

namespace tl::engine {

namespace {

/// Each has three descriptors open.
constexpr std::size_t kHomesMax = 64;

/// `path` below `parent`, both below the target.
std::string pathBelow(const std::string& parent, const std::string& path) {
    if (path == parent) return {};
    return path.substr(parent == "/" ? 1 : parent.size() + 1);
}

}  // namespace

/// Decides in which folder things are kept: at the top of the file system that they are on, as far
/// as it is in the target and may be written to.
class ReplacedKeeper::Housing {
  public:
    Housing(ReplacedKeeper& keeper, const CollectedSection& section, Directory& target)
        : keeper_{keeper},
          plan_{*keeper.plan_},
          states_{section.folders},
          folders_{plan_, target},
          isTried_(plan_.folders.size()) {
        findKnownHomes();
    }

    /// The home for what is in the folder, which is made when it is missing; nothing where none
    /// can be.
    std::optional<HomeNumber> homeFor(FolderNumber folder) {
        const auto places = placesFor(folder);
        if (const auto known = knownHomeFor(folder)) return known;
        for (const FolderNumber place : places) {
            if (isTried_[place]) continue;
            isTried_[place] = true;
            if (const auto made = tryMake(place)) return homes()[folder] = made;
        }
        return std::nullopt;
    }

    std::optional<HomeNumber> knownHomeFor(FolderNumber folder) {
        if (homes()[folder]) return homes()[folder];
        const auto places = placesFor(folder);
        // The nearest, where there are several.
        for (auto place = places.rbegin(); place != places.rend(); ++place)
            if (homes()[*place]) return homes()[folder] = homes()[*place];
        return std::nullopt;
    }

  private:
    std::vector<std::optional<HomeNumber>>& homes() { return keeper_.homeOfFolder_; }

    /// Of earlier sections.
    void findKnownHomes() {
        homes().assign(plan_.folders.size(), std::nullopt);
        for (FolderNumber folder = 0; folder < states_.size(); ++folder) {
            if (!states_[folder]) continue;
            const auto known = std::ranges::find_if(keeper_.homes_, [&](const auto& home) {
                return home->deviceId == states_[folder]->deviceId &&
                       home->folder.about().parentInode == states_[folder]->inode;
            });
            if (known != keeper_.homes_.end())
                homes()[folder] = static_cast<HomeNumber>(known - keeper_.homes_.begin());
        }
    }

    /// The existing folders from the top of the file system down to the folder, which may itself
    /// be yet to be made.
    [[nodiscard]] std::vector<FolderNumber> placesFor(FolderNumber folder) const {
        while (!states_[folder] && folder != kTargetFolder)
            folder = plan_.folders[folder].parent;
        std::vector<FolderNumber> places;
        if (!states_[folder]) return places;
        const std::uint64_t deviceId = states_[folder]->deviceId;
        while (states_[folder] && states_[folder]->deviceId == deviceId) {
            places.push_back(folder);
            if (folder == kTargetFolder) break;
            folder = plan_.folders[folder].parent;
        }
        std::ranges::reverse(places);
        return places;
    }

    std::optional<HomeNumber> tryMake(FolderNumber place) {
        if (keeper_.homes_.size() >= kHomesMax) return std::nullopt;
        try {
            Directory& parent = folders_.open(place);
            keeper_.homes_.push_back(std::make_unique<Home>(
                Home{.parentPath = plan_.pathOf(place),
                     .deviceId = states_[place]->deviceId,
                     .parentBefore = *states_[place],
                     .folder = ReplacedFolder::make(parent, keeper_.about_)}));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::PermissionDenied) throw;
            return std::nullopt;
        }
        keeper_.onFolder_(keeper_.homes_.back()->folder.path());
        return homes()[place] = keeper_.homes_.size() - 1;
    }

    ReplacedKeeper& keeper_;
    const RestorePlan& plan_;
    const std::vector<std::optional<FileStatus>>& states_;
    FolderOpener folders_;
    std::vector<bool> isTried_;
};

ReplacedKeeper::ReplacedKeeper(ReplacedAbout about, OnFolder onFolder)
    : about_{std::move(about)},
      onFolder_{std::move(onFolder)} {}

void ReplacedKeeper::begin(const RestorePlan& plan, const BlobIndex& index, Directory& target) {
    plan_ = &plan;
    CollectedSection section = collectReplaced(plan, index, target);
    Housing housing{*this, section, target};
    // A folder that is passed only changes with what is in it, and that has a home then.
    for (const CollectedEntry& collected : section.entries) {
        const bool isPassed = collected.entry.isOnTheWay() ||
                              (collected.entry.isFolderThatStays() &&
                               plan.folders[collected.folder].use == FolderUse::Passed);
        if (!isPassed) (void)housing.homeFor(collected.folder);
    }
    for (CollectedEntry& collected : section.entries) {
        if (collected.isCertain) isNeeded_ = true;
        addToList(std::move(collected), housing);
    }
    for (FolderNumber folder = 0; folder < plan.folders.size(); ++folder)
        (void)housing.knownHomeFor(folder);
    for (const auto& home : homes_)
        writeList(*home);
}

void ReplacedKeeper::addToList(CollectedEntry collected, Housing& housing) {
    const auto number = housing.knownHomeFor(collected.folder);
    if (!number) return;
    Home& home = *homes_[*number];
    collected.entry.path = pathBelow(home.parentPath, collected.entry.path);
    // The folder that the home is in is there as long as the list is.
    if (collected.entry.path.empty() && collected.entry.isOnTheWay()) return;
    home.list.push_back(std::move(collected.entry));
}

void ReplacedKeeper::writeList(Home& home) {
    home.old.reset();
    home.staged.reset();
    if (home.list.empty()) return;
    ++home.section;
    home.old = home.folder.openPart(ReplacedFolder::Part::Old, home.section);
    home.staged = home.folder.openPart(ReplacedFolder::Part::New, home.section);
    home.folder.saveList(home.section, home.list);
    home.list = {};
}

void ReplacedKeeper::end() {
    for (const auto& home : homes_)
        if (home->old) home->folder.markDone(home->section);
    plan_ = nullptr;
}

bool ReplacedKeeper::finish() {
    for (const auto& home : homes_) {
        home->old.reset();
        home->staged.reset();
        if (isNeeded_) continue;
        home->folder.removeAll(
            FolderTimes{home->parentBefore.accessed, home->parentBefore.modified});
    }
    const bool isKept = isNeeded_ && !homes_.empty();
    homes_.clear();
    return isKept;
}

ReplacedKeeper::Home& ReplacedKeeper::homeOf(FolderNumber folder) const {
    require(folder);
    Home& home = *homes_[*homeOfFolder_[folder]];
    if (!home.old)
        throw Error{ErrorKind::Unavailable,
                    "not restored, as it was not there when the restore was planned"};
    return home;
}

void ReplacedKeeper::require(FolderNumber folder) const {
    if (homeOfFolder_[folder]) return;
    throw Error{ErrorKind::PermissionDenied,
                "not restored, as what was there before cannot be kept: neither this folder nor "
                "one above it may be written to"};
}

const Directory& ReplacedKeeper::staging(FolderNumber folder) const {
    return *homeOf(folder).staged;
}

bool ReplacedKeeper::moveAway(const NamedEntry& entry,
                              FolderNumber folder,
                              const ReplacedSlot& slot) {
    const Home& home = homeOf(folder);
    isNeeded_ = true;
    const auto status = entry.tryStatus();
    if (!status) return false;
    // The list has all that there is to an empty folder.
    if (status->kind == FileKind::Directory) return entry.removeDirectory();
    const std::string name = slot.name();
    entry.moveToNew(NamedEntry{*home.old, name});
    return true;
}

void ReplacedKeeper::place(const NamedEntry& entry, FolderNumber folder, const ReplacedSlot& slot) {
    const Home& home = homeOf(folder);
    isNeeded_ = true;
    const std::string name = slot.name();
    try {
        NamedEntry{*home.staged, name}.moveToNew(entry);
    } catch (const Error&) {
        // A folder was empty, and comes back when the restore is taken back.
        const NamedEntry kept{*home.old, name};
        if (kept.tryStatus() && !entry.tryStatus()) kept.moveToNew(entry);
        throw;
    }
}

}  // namespace tl::engine
