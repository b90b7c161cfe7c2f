#include "infra/engine/restore/plan_restore.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "infra/engine/format/file_mode.h"
#include "infra/engine/repository/node_kind.h"
#include "infra/engine/repository/tree_walk.h"
#include "infra/engine/restore/link_registry.h"
#include "infra/engine/restore/plan_removals.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

namespace {

WallTime toWallTime(const Timestamp& time) {
    return {time.seconds, time.nanoseconds};
}

Existing existingAs(FileKind kind, const std::optional<FileStatus>& status) {
    if (!status) return Existing::Nothing;
    return status->kind == kind ? Existing::SameKind : Existing::OtherKind;
}

bool isOverwritten(const Node& node, const std::optional<FileStatus>& status, OverwriteRule rule) {
    if (!status) return true;
    switch (rule) {
        case OverwriteRule::Always:
        case OverwriteRule::IfChanged:
            return true;
        case OverwriteRule::IfNewer:
            return toWallTime(node.mtime) > status->modified;
        case OverwriteRule::Never:
            break;
    }
    return false;
}

class Planner final : public TreeVisitor {
  public:
    Planner(const BlobIndex& index,
            const RestoreRules& rules,
            const RestoreSelection& selection,
            UserNames* names,
            RestoreProgress& progress,
            const SectionLimit& limit,
            const SectionWork& carryOut)
        : index_{index},
          rules_{rules},
          selection_{selection},
          names_{names},
          progress_{progress},
          limit_{limit},
          carryOut_{carryOut},
          removals_{plan_, selection} {
        plan_.folders.front().use = FolderUse::Passed;
        plan_.folders.front().existing = Existing::SameKind;
    }

    void run(const RestoreSource& source,
             std::optional<Directory> target,
             const std::stop_token& stop) {
        levels_.emplace_back();
        levels_.back().existing = std::move(target);
        levels_.back().isPassed = rules_.foldersPassed.contains("/");
        walkTree(source.reader, source.tree, *this, stop);
        (void)carryOut_(plan_);
    }

    Descend onNode(const std::string& path, Node& node) override {
        if (isSectionFull()) finishSection();
        try {
            if (hasUsableName(path, node)) return planNode(path, node);
        } catch (const Error& error) {
            progress_.fail(path, error.describe());
        }
        return Descend::No;
    }

    void onUnreadableFolder(const std::string& path, const Error& error) override {
        levels_.back().isReadable = false;
        progress_.fail(path, "cannot read the list of what is in this folder: " + error.describe());
    }

    void onLeaveFolder(const std::string& path) override {
        Level level = std::move(levels_.back());
        // Without the whole list, nobody can say what the snapshot does not have.
        const bool mayLoseEntries = level.existing && level.isReadable && !level.isPassed;
        if (rules_.deleteExtra && mayLoseEntries) planRemovalsIn(level, path);
        levels_.pop_back();
        if (level.number != kTargetFolder) finishFolder(level, path);
    }

  private:
    /// A folder that the walk is in.
    struct Level {
        FolderNumber number = kTargetFolder;
        bool isSelected = true;
        bool isPassed = false;  ///< By RestoreRules::foldersPassed.
        bool isReadable = true;
        std::optional<Directory> existing;  ///< In the target.
        std::unordered_set<std::string> names;
        std::size_t itemsBefore = 0;     ///< Items planned when it was entered…
        std::size_t removalsBefore = 0;  ///< …and removals.
    };

    bool hasUsableName(const std::string& path, const Node& node) {
        if (!NamedEntry::isPlain(node.name)) {
            progress_.fail(path,
                           "not restored: an entry of the snapshot with this name could lead "
                           "out of its folder");
            return false;
        }
        if (levels_.back().names.insert(node.name).second) return true;
        progress_.fail(path, "not restored: the folder has two entries of this name");
        return false;
    }

    Descend planNode(const std::string& path, Node& node) {
        const RestoreDecision decision = selection_.decide(path);
        if (node.type == NodeType::Directory) return planFolder(path, node, decision);
        if (!decision.isSelected || node.type == NodeType::Socket) return Descend::No;
        if (node.type == NodeType::Irregular)
            throw Error{ErrorKind::Unsupported,
                        "not restored: nobody knows what kind of file it is"};
        const auto status = statusOf(node.name);
        if (!isOverwritten(node, status, rules_.overwrite)) {
            skip(path, node);
        } else if (!planHardLink(path, node, status)) {
            planContent(path, node, status);
        }
        return Descend::No;
    }

    [[nodiscard]] std::optional<FileStatus> statusOf(const std::string& name) const {
        const auto& folder = levels_.back().existing;
        return folder ? folder->tryStatus(name) : std::nullopt;
    }

    void skip(const std::string& path, const Node& node) {
        ++progress_.counters.entriesSkipped;
        progress_.counters.bytesSkipped += node.size;
        progress_.item(path, false, RestoredAs::Unchanged, node.size);
    }

    // Folders.

    Descend planFolder(const std::string& path, const Node& node, const RestoreDecision& decision) {
        if (!decision.isSelected && !decision.childMayBeSelected) return Descend::No;
        const auto status = statusOf(node.name);
        const Existing existing = existingAs(FileKind::Directory, status);
        if (existing == Existing::OtherKind && !isOverwritten(node, status, rules_.overwrite))
            throw Error{ErrorKind::AlreadyExists,
                        "not restored: a file stands in this folder's place"};
        Level level;
        level.number = static_cast<FolderNumber>(plan_.folders.size());
        level.isSelected = decision.isSelected;
        level.isPassed = rules_.foldersPassed.contains(path);
        if (existing == Existing::SameKind)
            level.existing = levels_.back().existing->openSub(node.name);
        level.itemsBefore = itemCount_;
        level.removalsBefore = removalCount();
        plan_.folders.push_back({.parent = levels_.back().number,
                                 .name = node.name,
                                 .use = FolderUse::Restored,
                                 .existing = existing,
                                 .metadata = metadataOf(node)});
        levels_.push_back(std::move(level));
        return Descend::Yes;
    }

    [[nodiscard]] bool isForItems(const Level& level) const {
        return level.isSelected || itemCount_ > level.itemsBefore;
    }

    /// For what the folder is needed, as far as it is planned.
    [[nodiscard]] FolderUse useOf(const Level& level) const {
        const bool isKept =
            level.existing && (level.isPassed || rules_.overwrite == OverwriteRule::Never);
        return isForItems(level) && !isKept ? FolderUse::Restored : FolderUse::Passed;
    }

    /// Decides, once all in it is planned, whether and for what the folder is needed.
    void finishFolder(const Level& level, const std::string& path) {
        const bool isForRemovals = removalCount() > level.removalsBefore;
        plan_.folders[level.number].use = useOf(level);
        if (!isForItems(level)) {
            if (!isForRemovals) plan_.folders.resize(level.number);
        } else if (level.existing && level.isPassed) {
            // Not what was asked for.
        } else if (level.existing && rules_.overwrite == OverwriteRule::Never) {
            ++progress_.counters.entriesSkipped;
            progress_.item(path, true, RestoredAs::Unchanged, 0);
        } else {
            countItem(0);
        }
    }

    // Files, links, devices.

    void countItem(std::uint64_t sizeBytes) {
        ++itemCount_;
        progress_.addTotal(1, sizeBytes);
    }

    void planContent(const std::string& path, Node& node, const std::optional<FileStatus>& status) {
        if (node.type == NodeType::File) {
            planFile(path, node, status);
        } else {
            planSpecial(path, node, status);
        }
    }

    void planFile(const std::string& path, Node& node, const std::optional<FileStatus>& status) {
        if (!node.content) throw Error{ErrorKind::Corrupted, "not restored: it names no content"};
        PlannedFile file;
        file.sizeBytes = sizeOfContent(*node.content);
        if (file.sizeBytes != node.size) {
            progress_.fail(path, "the snapshot gives a size of " + std::to_string(node.size) +
                                     " bytes, but its content has " +
                                     std::to_string(file.sizeBytes) + "; that is restored");
        }
        file.folder = levels_.back().number;
        file.existing = existingAs(FileKind::Regular, status);
        file.isContentTrusted =
            rules_.overwrite == OverwriteRule::IfChanged && file.existing == Existing::SameKind &&
            status->sizeBytes == file.sizeBytes && status->modified == toWallTime(node.mtime);
        file.blobCount = static_cast<std::uint32_t>(node.content->size());
        file.firstBlob = plan_.blobs.size();
        file.links = node.links;
        file.metadata = metadataOf(node);
        clearPlaceFor(path, node.name, status);
        links_.add(node, {.kind = LinkSource::Kind::File, .number = plan_.files.size()});
        plan_.blobs.insert(plan_.blobs.end(), node.content->begin(), node.content->end());
        file.name = std::move(node.name);
        ++itemCount_;
        if (file.existing != Existing::SameKind) progress_.addTotal(1, file.sizeBytes);
        plan_.files.push_back(std::move(file));
    }

    [[nodiscard]] std::uint64_t sizeOfContent(const std::vector<BlobId>& content) const {
        std::uint64_t sizeBytes = 0;
        for (const BlobId& id : content) {
            const auto place = index_.find({BlobType::Data, id});
            if (!place) {
                throw Error{ErrorKind::NotFound,
                            "not restored: a part of its content is missing in the repository",
                            {{"blob", id.hex()}}};
            }
            sizeBytes += place->blob.plaintextLength();
        }
        return sizeBytes;
    }

    void planSpecial(const std::string& path,
                     const Node& node,
                     const std::optional<FileStatus>& status) {
        PlannedSpecial special{.folder = levels_.back().number,
                               .name = node.name,
                               .existing = existingAs(fileKindOf(node.type), status),
                               .type = node.type,
                               .linkTarget = node.linkTarget,
                               .device = node.device,
                               .metadata = metadataOf(node)};
        // A device that only root can make gets no place.
        if (!special.isDevice() || isRoot()) clearPlaceFor(path, node.name, status);
        links_.add(node, {.kind = LinkSource::Kind::Special, .number = plan_.specials.size()});
        plan_.specials.push_back(std::move(special));
        countItem(0);
    }

    /// Plans `node` as a further name of what is planned already; false when there is no such.
    bool planHardLink(const std::string& path,
                      const Node& node,
                      const std::optional<FileStatus>& status) {
        const auto source = links_.find(node);
        if (!source) return false;
        clearPlaceFor(path, node.name, status);
        plan_.hardLinks.push_back({.folder = levels_.back().number,
                                   .name = node.name,
                                   .existing = existingAs(fileKindOf(node.type), status),
                                   .source = *source});
        countItem(0);
        return true;
    }

    // Removals.

    void planRemovalsIn(const Level& level, const std::string& path) {
        try {
            removals_.planOthers({*level.existing, level.number, path}, level.names);
        } catch (const Error& error) {
            progress_.fail(path, error.describe());
        }
    }

    /// With --delete, a folder in the place of a file goes with all that is in it.
    void clearPlaceFor(const std::string& path,
                       const std::string& name,
                       const std::optional<FileStatus>& status) {
        if (!rules_.deleteExtra || !status || status->kind != FileKind::Directory) return;
        const Level& level = levels_.back();
        const std::string folderPath = path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
        if (!removals_.planClearance({*level.existing, level.number, folderPath}, name)) {
            throw Error{ErrorKind::AlreadyExists,
                        "not restored: a folder with files that are not to be deleted stands in "
                        "its place"};
        }
    }

    /// Planned so far, in all sections.
    [[nodiscard]] std::size_t removalCount() const { return removalsDone_ + plan_.removals.size(); }

    // Sections.

    [[nodiscard]] bool isSectionFull() const {
        // Less than before when those that the walk is in turned out not to be needed.
        const std::size_t folders = std::max(plan_.folders.size(), foldersBefore_) - foldersBefore_;
        const std::size_t items = plan_.files.size() + plan_.specials.size() +
                                  plan_.hardLinks.size() + plan_.clearances.size() +
                                  plan_.removals.size() + folders;
        return items >= limit_.items || plan_.blobs.size() >= limit_.blobs;
    }

    void finishSection() {
        for (const Level& level : levels_)
            if (level.number != kTargetFolder) plan_.folders[level.number].use = useOf(level);
        const auto isKept = foldersToKeep();
        for (FolderNumber number = 0; number < isKept.size(); ++number)
            plan_.folders[number].isComplete = !isKept[number];
        const auto failedFiles = carryOut_(plan_);
        RestorePlan next;
        next.earlier = std::move(plan_.earlier);
        keepNames(next, failedFiles);
        keepFolders(next, isKept);
        removalsDone_ += plan_.removals.size();
        foldersBefore_ = next.folders.size();
        plan_ = std::move(next);
    }

    /// Those that the walk is in, and those with a name that others may be linked to.
    std::vector<bool> foldersToKeep() {
        std::vector<bool> isKept(plan_.folders.size());
        const auto keep = [&](FolderNumber number) {
            for (; !isKept[number] && number != kTargetFolder;
                 number = plan_.folders[number].parent)
                isKept[number] = true;
            isKept[kTargetFolder] = true;
        };
        keep(levels_.back().number);
        links_.forEach([&](LinkSource& source) { keep(folderOf(source)); });
        return isKept;
    }

    [[nodiscard]] FolderNumber folderOf(const LinkSource& source) const {
        switch (source.kind) {
            case LinkSource::Kind::File:
                return plan_.files[source.number].folder;
            case LinkSource::Kind::Special:
                return plan_.specials[source.number].folder;
            case LinkSource::Kind::Earlier:
                break;
        }
        return plan_.earlier[source.number].folder;
    }

    /// Moves what may have further names to the names of earlier sections.
    void keepNames(RestorePlan& next, const std::vector<std::size_t>& failedFiles) {
        const std::unordered_set<std::size_t> failed{failedFiles.begin(), failedFiles.end()};
        links_.forEach([&](LinkSource& source) {
            if (source.kind == LinkSource::Kind::Earlier) return;
            EarlierName name;
            if (source.kind == LinkSource::Kind::File) {
                PlannedFile& file = plan_.files[source.number];
                name = {.folder = file.folder,
                        .name = std::move(file.name),
                        .isFailed = failed.contains(source.number)};
            } else {
                PlannedSpecial& special = plan_.specials[source.number];
                name = {.folder = special.folder,
                        .name = std::move(special.name),
                        .isDevice = special.isDevice()};
            }
            source = {.kind = LinkSource::Kind::Earlier, .number = next.earlier.size()};
            next.earlier.push_back(std::move(name));
        });
    }

    /// Takes over the folders that go on, in their order, under new numbers.
    void keepFolders(RestorePlan& next, const std::vector<bool>& isKept) {
        std::vector<FolderNumber> numbers(isKept.size(), kTargetFolder);
        next.folders.clear();
        for (FolderNumber number = 0; number < isKept.size(); ++number) {
            if (!isKept[number]) continue;
            numbers[number] = static_cast<FolderNumber>(next.folders.size());
            PlannedFolder folder = std::move(plan_.folders[number]);
            folder.parent = numbers[folder.parent];
            folder.isComplete = true;
            if (folder.use == FolderUse::Restored) {
                folder.isMade = true;
                folder.existing = Existing::SameKind;
            }
            next.folders.push_back(std::move(folder));
        }
        for (Level& level : levels_)
            level.number = numbers[level.number];
        for (EarlierName& name : next.earlier)
            name.folder = numbers[name.folder];
    }

    // Metadata.

    ItemMetadata metadataOf(const Node& node) {
        ItemMetadata metadata{.permissionBits = toPermissionBits(node.mode),
                              .userId = node.uid,
                              .groupId = node.gid,
                              .accessed = toWallTime(node.atime),
                              .modified = toWallTime(node.mtime),
                              .attributes = {}};
        for (const ExtendedAttribute& attribute : node.extendedAttributes) {
            if (selection_.selectsAttribute(attribute.name))
                metadata.attributes.push_back({attribute.name, attribute.value});
        }
        if (names_ != nullptr) {
            // A name that is unknown here says nothing; the number at least keeps owners apart.
            if (!node.user.empty()) metadata.userId = names_->userId(node.user).value_or(node.uid);
            if (!node.group.empty())
                metadata.groupId = names_->groupId(node.group).value_or(node.gid);
        }
        return metadata;
    }

    const BlobIndex& index_;
    const RestoreRules& rules_;
    const RestoreSelection& selection_;
    UserNames* names_;
    RestoreProgress& progress_;
    const SectionLimit& limit_;
    const SectionWork& carryOut_;
    RestorePlan plan_;  ///< Of the section that is being planned.
    RemovalPlanner removals_;
    std::vector<Level> levels_;
    LinkRegistry links_;
    std::size_t itemCount_ = 0;      ///< Planned so far, in all sections, without removals.
    std::size_t removalsDone_ = 0;   ///< In earlier sections.
    std::size_t foldersBefore_ = 1;  ///< The target's and those that an earlier section planned.
};

}  // namespace

void planRestore(const RestoreSource& source,
                 std::optional<Directory> target,
                 const RestoreRules& rules,
                 const RestoreSelection& selection,
                 UserNames* names,
                 RestoreProgress& progress,
                 const SectionLimit& limit,
                 const SectionWork& carryOut,
                 const std::stop_token& stop) {
    Planner planner{source.index, rules, selection, names, progress, limit, carryOut};
    planner.run(source, std::move(target), stop);
}

}  // namespace tl::engine
