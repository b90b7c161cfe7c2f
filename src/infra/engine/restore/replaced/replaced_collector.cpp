#include "infra/engine/restore/replaced/replaced_collector.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

#include "infra/engine/repository/node_kind.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/named_entry.h"

namespace tl::engine {

namespace {

template <typename Item>
OldState oldStateOf(const Item& item, const FileStatus& status) {
    return {.kind = status.kind,
            .sizeBytes = status.sizeBytes,
            .metadata = {.permissionBits = status.permissionBits,
                         .userId = status.userId,
                         .groupId = status.groupId,
                         .accessed = status.accessed,
                         .modified = status.modified,
                         .attributes = item.readExtendedAttributes()}};
}

bool hasOther(const std::vector<NamedAttribute>& wanted, const std::vector<NamedAttribute>& there) {
    if (wanted.size() != there.size()) return true;
    return !std::ranges::all_of(wanted, [&](const NamedAttribute& attribute) {
        return std::ranges::find(there, attribute) != there.end();
    });
}

/// But for the time of the last reading, which is nothing to be kept for its own sake.
bool willChange(const ItemMetadata& old, const ItemMetadata& wanted) {
    const bool hasOtherOwner =
        isRoot() && (old.userId != wanted.userId || old.groupId != wanted.groupId);
    return hasOtherOwner || old.permissionBits != wanted.permissionBits ||
           old.modified != wanted.modified || hasOther(wanted.attributes, old.attributes);
}

class Collector {
  public:
    Collector(const RestorePlan& plan, const BlobIndex& index, Directory& target)
        : plan_{plan},
          index_{index},
          folders_{plan, target} {}

    CollectedSection run() {
        lookAtFolders();
        addRemovals(plan_.clearances, ReplacedKind::Clearance);
        for (FolderNumber number = 0; number < plan_.folders.size(); ++number)
            addFolder(number);
        for (std::size_t i = 0; i < plan_.files.size(); ++i)
            addFile(i);
        for (std::size_t i = 0; i < plan_.specials.size(); ++i)
            addSpecial(i);
        for (std::size_t i = 0; i < plan_.hardLinks.size(); ++i)
            addHardLink(i);
        addRemovals(plan_.removals, ReplacedKind::Removal);
        return std::move(section_);
    }

  private:
    [[nodiscard]] bool isThere(FolderNumber number) const {
        return plan_.folders[number].existing == Existing::SameKind;
    }

    void lookAtFolders() {
        section_.folders.resize(plan_.folders.size());
        for (FolderNumber number = 0; number < plan_.folders.size(); ++number) {
            if (!isThere(number)) continue;
            try {
                section_.folders[number] = folders_.open(number).status();
            } catch (const Error& error) {
                // Of no use to the restore either; nothing in it will be replaced.
                if (error.kind() == ErrorKind::ResourceExhausted) throw;
            }
        }
    }

    /// What has the name now.
    std::optional<OldState> oldOf(FolderNumber folder, const std::string& name) {
        // The plan may be older than what is in the folder.
        if (!section_.folders[folder]) return std::nullopt;
        const NamedEntry entry{folders_.open(folder), name};
        const auto status = entry.tryStatus();
        if (!status) return std::nullopt;
        return oldStateOf(entry, *status);
    }

    void add(FolderNumber folder, ReplacedEntry entry, bool isCertain) {
        entry.staysAlike = entry.old && !isCertain;
        section_.entries.push_back({folder, std::move(entry), isCertain});
    }

    void addRemovals(const std::vector<PlannedRemoval>& removals, ReplacedKind kind) {
        for (std::size_t i = 0; i < removals.size(); ++i) {
            auto old = oldOf(removals[i].folder, removals[i].name);
            if (!old) continue;
            add(removals[i].folder,
                {.path = plan_.pathOf(removals[i]),
                 .slot = {kind, i},
                 .old = std::move(old),
                 .made = std::nullopt},
                true);
        }
    }

    void addFolder(FolderNumber number) {
        const PlannedFolder& folder = plan_.folders[number];
        if (folder.isMade) {
            if (section_.folders[number])
                add(number,
                    {.path = plan_.pathOf(number),
                     .slot = {ReplacedKind::Folder, number},
                     .old = OldState{.kind = FileKind::Directory},
                     .made = std::nullopt},
                    false);
            return;
        }
        ReplacedEntry entry{.path = number == kTargetFolder ? "/" : plan_.pathOf(number),
                            .slot = {ReplacedKind::Folder, number},
                            .old = std::nullopt,
                            .made = MadeState{.kind = FileKind::Directory,
                                              .modified = folder.metadata.modified,
                                              .linkTarget = {}}};
        if (section_.folders[number]) {
            entry.old = oldStateOf(folders_.open(number), *section_.folders[number]);
            const bool isCertain = folder.use == FolderUse::Restored &&
                                   willChange(entry.old->metadata, folder.metadata);
            add(number, std::move(entry), isCertain);
        } else if (folder.use == FolderUse::Restored && !isThere(number)) {
            if (folder.existing == Existing::OtherKind)
                entry.old = oldOf(folder.parent, folder.name);
            add(folder.parent, std::move(entry), true);
        }
    }

    template <typename Item>
    std::optional<OldState> oldOf(const Item& item) {
        if (item.existing == Existing::Nothing) return std::nullopt;
        return oldOf(item.folder, item.name);
    }

    MadeState madeOf(const PlannedFile& file) const {
        return {.kind = FileKind::Regular,
                .sizeBytes = file.sizeBytes,
                .modified = file.metadata.modified,
                .linkTarget = {},
                .content = contentOf(file),
                .mayHaveMoreNames = file.links > 1};
    }
    std::optional<MadeContent> contentOf(const PlannedFile& file) const {
        MadeContent content;
        const std::span blobs = std::span{plan_.blobs}.subspan(file.firstBlob, file.blobCount);
        for (const BlobId& id : blobs) {
            const auto place = index_.find({BlobType::Data, id});
            if (!place) return std::nullopt;
            content.blobSizes.push_back(static_cast<std::uint32_t>(place->blob.plaintextLength()));
        }
        content.digest = sha256(std::as_bytes(blobs));
        return content;
    }

    MadeState madeOf(const PlannedSpecial& special) const {
        return {.kind = fileKindOf(special.type),
                .modified = special.metadata.modified,
                .linkTarget = special.linkTarget,
                .device = special.device,
                .mayHaveMoreNames = true};
    }

    void addFile(std::size_t number) {
        const PlannedFile& file = plan_.files[number];
        auto old = oldOf(file);
        const bool isCertain =
            !old || old->sizeBytes != file.sizeBytes || willChange(old->metadata, file.metadata);
        add(file.folder,
            {.path = plan_.pathOf(file),
             .slot = {ReplacedKind::File, number},
             .old = std::move(old),
             .made = madeOf(file)},
            isCertain);
    }

    void addSpecial(std::size_t number) {
        const PlannedSpecial& special = plan_.specials[number];
        auto old = oldOf(special);
        const bool isCertain = !old || willChange(old->metadata, special.metadata);
        add(special.folder,
            {.path = plan_.pathOf(special),
             .slot = {ReplacedKind::Special, number},
             .old = std::move(old),
             .made = madeOf(special)},
            isCertain);
    }

    void addHardLink(std::size_t number) {
        const PlannedHardLink& link = plan_.hardLinks[number];
        auto made = madeOf(link.source);
        if (made) made->mayHaveMoreNames = true;
        auto old = oldOf(link);
        if (!made && !old) return;
        const bool isCertain = !old;
        add(link.folder,
            {.path = plan_.pathOf(link),
             .slot = {ReplacedKind::HardLink, number},
             .old = std::move(old),
             .made = std::move(made)},
            isCertain);
    }

    std::optional<MadeState> madeOf(const LinkSource& source) {
        switch (source.kind) {
            case LinkSource::Kind::File:
                return madeOf(plan_.files[source.number]);
            case LinkSource::Kind::Special:
                return madeOf(plan_.specials[source.number]);
            case LinkSource::Kind::Earlier:
                break;
        }
        return madeOf(plan_.earlier[source.number]);
    }

    /// As it is on the disk.
    std::optional<MadeState> madeOf(const EarlierName& name) {
        if (!section_.folders[name.folder]) return std::nullopt;
        const NamedEntry entry{folders_.open(name.folder), name.name};
        const auto status = entry.tryStatus();
        if (!status) return std::nullopt;
        const bool isLink = status->kind == FileKind::Symlink;
        return MadeState{.kind = status->kind,
                         .sizeBytes = status->sizeBytes,
                         .modified = status->modified,
                         .linkTarget = isLink ? entry.readLink() : std::string{},
                         .device = status->device};
    }

    const RestorePlan& plan_;
    const BlobIndex& index_;
    FolderOpener folders_;
    CollectedSection section_;
};

}  // namespace

CollectedSection collectReplaced(const RestorePlan& plan,
                                 const BlobIndex& index,
                                 Directory& target) {
    return Collector{plan, index, target}.run();
}

}  // namespace tl::engine
