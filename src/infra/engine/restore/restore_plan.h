// What a restore will do, as data: shown by a dry run, tested without a disk, then carried out.
//
// A plan may stand for a section of a restore only: then it says of folders whether they were made
// in an earlier section, and whether more will come into them in a later one.
//
// A plan names folders by number and files by folder and name, never by path. So whoever carries it
// out opens each folder below its parent and follows no link on the way: a forged tree, or a link
// that somebody planted in the target, cannot make it write elsewhere.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/engine/format/node.h"
#include "infra/platform/clock.h"
#include "infra/platform/extended_attributes.h"

namespace tl::engine {

/// When a file that exists in the target is made equal to the snapshot's.
enum class OverwriteRule : std::uint8_t {
    Always,     ///< Its content is compared, and what differs is written.
    IfChanged,  ///< As Always, but equal size and modification time stand for equal content.
    IfNewer,    ///< Only when the snapshot's file was modified later.
    Never,
};

/// What has a planned name in the target already.
enum class Existing : std::uint8_t {
    Nothing,
    SameKind,
    OtherKind,  ///< It is removed first.
};

struct ItemMetadata {
    std::uint32_t permissionBits = 0;  ///< Of 07777.
    std::uint32_t userId = 0;
    std::uint32_t groupId = 0;
    WallTime accessed;
    WallTime modified;
    std::vector<NamedAttribute> attributes;  ///< Those that the restore selects.
    bool operator==(const ItemMetadata&) const = default;
};

using FolderNumber = std::uint32_t;
inline constexpr FolderNumber kTargetFolder = 0;  ///< The folder that is restored to.

enum class FolderUse : std::uint8_t {
    Restored,  ///< Made when missing; gets the snapshot's metadata.
    Passed,    ///< Exists, and only what is in it changes.
};

struct PlannedFolder {
    FolderNumber parent = kTargetFolder;  ///< Smaller than the folder's own number.
    std::string name;
    FolderUse use = FolderUse::Restored;
    Existing existing = Existing::Nothing;
    bool isMade = false;     ///< In an earlier section.
    bool isComplete = true;  ///< No later section needs it, so its metadata can be set.
    ItemMetadata metadata;
};

struct PlannedFile {
    FolderNumber folder = kTargetFolder;
    std::string name;
    Existing existing = Existing::Nothing;
    bool isContentTrusted = false;  ///< The existing file's content counts as equal.
    std::uint32_t blobCount = 0;
    std::size_t firstBlob = 0;    ///< In RestorePlan::blobs.
    std::uint64_t sizeBytes = 0;  ///< Of all blobs together.
    std::uint64_t links = 1;      ///< Names that the file had.
    ItemMetadata metadata;
};

/// A symbolic link, a device or a fifo.
struct PlannedSpecial {
    FolderNumber folder = kTargetFolder;
    std::string name;
    Existing existing = Existing::Nothing;
    NodeType type = NodeType::Symlink;
    std::string linkTarget;
    std::uint64_t device = 0;
    ItemMetadata metadata;

    [[nodiscard]] bool isDevice() const noexcept {
        return type == NodeType::Device || type == NodeType::CharacterDevice;
    }
};

/// What an earlier section restored and later ones may have further names of.
struct EarlierName {
    FolderNumber folder = kTargetFolder;
    std::string name;
    bool isDevice = false;
    bool isFailed = false;
};

/// What a further name is linked to.
struct LinkSource {
    enum class Kind : std::uint8_t { File, Special, Earlier };

    Kind kind = Kind::File;
    std::size_t number = 0;  ///< In RestorePlan::files, specials or earlier.
};

/// A further name of something that the plan has already.
struct PlannedHardLink {
    FolderNumber folder = kTargetFolder;
    std::string name;
    Existing existing = Existing::Nothing;
    LinkSource source;
};

struct PlannedRemoval {
    FolderNumber folder = kTargetFolder;
    std::string name;
    bool isFolder = false;  ///< Empty by then.
};

struct RestorePlan {
    /// Parents before children; the first is the target itself.
    std::vector<PlannedFolder> folders = {PlannedFolder{}};
    std::vector<PlannedFile> files;
    std::vector<PlannedSpecial> specials;
    std::vector<PlannedHardLink> hardLinks;
    std::vector<EarlierName> earlier;
    std::vector<BlobId> blobs;  ///< The content of all files, file after file.
    /// What stands where a file or link will be; removed before anything is written.
    std::vector<PlannedRemoval> clearances;
    /// What the snapshot does not have; removed at the end. Entries before their folders.
    std::vector<PlannedRemoval> removals;

    /// Absolute below the target: "/a/b".
    [[nodiscard]] std::string pathOf(FolderNumber folder) const;
    [[nodiscard]] std::string pathOf(FolderNumber folder, std::string_view name) const;
    template <typename Item>
    [[nodiscard]] std::string pathOf(const Item& item) const {
        return pathOf(item.folder, item.name);
    }
};

}  // namespace tl::engine
