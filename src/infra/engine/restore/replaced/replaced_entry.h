// What a restore does to one name, so that it can be taken back: what was there before, and what
// the restore puts there.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/restore/restore_plan.h"
#include "infra/platform/file_status.h"

namespace tl::engine {

/// Which of a plan's lists an entry stands for. Together with the place in that list, it names what
/// is moved away.
enum class ReplacedKind : std::uint8_t {
    Clearance = 'c',
    Folder = 'd',
    File = 'f',
    HardLink = 'l',
    Removal = 'r',
    Special = 's',
};

struct ReplacedSlot {
    ReplacedKind kind = ReplacedKind::File;
    std::uint64_t number = 0;
    bool operator==(const ReplacedSlot&) const = default;

    /// The name under which something is kept, such as "f12".
    [[nodiscard]] std::string name() const {
        return static_cast<char>(kind) + std::to_string(number);
    }
};

/// What was there before.
struct OldState {
    FileKind kind = FileKind::Regular;
    std::uint64_t sizeBytes = 0;
    ItemMetadata metadata{};
    bool operator==(const OldState&) const = default;
};

/// By what a file's content is known again.
struct MadeContent {
    std::vector<std::uint32_t> blobSizes{};  ///< Of the blobs that it consists of.
    Sha256Digest digest{};                   ///< Of their IDs, one after the other.
    bool operator==(const MadeContent&) const = default;
};

/// By what the restore's own work is known again.
struct MadeState {
    FileKind kind = FileKind::Regular;
    std::uint64_t sizeBytes = 0;
    WallTime modified{};
    std::string linkTarget{};              ///< Of a symbolic link.
    std::uint64_t device = 0;              ///< Of a device.
    std::optional<MadeContent> content{};  ///< Of a file; nothing: it is not known.
    bool mayHaveMoreNames = false;         ///< Another name may be added or removed later.
    bool operator==(const MadeState&) const = default;
};

struct ReplacedEntry {
    /// Below the folder that the kept ones are in; names joined by slashes. Empty: that folder
    /// itself, of which only the metadata changes.
    std::string path{};
    ReplacedSlot slot{};
    std::optional<OldState> old{};    ///< Nothing: there was nothing.
    std::optional<MadeState> made{};  ///< Nothing: it is only removed.
    /// What was there has the metadata that the restore gives it. Unless it was moved away, the
    /// restore has done nothing to it.
    bool staysAlike = false;
    bool operator==(const ReplacedEntry&) const = default;

    /// A folder that an earlier section's list tells of; here for what is below it only.
    [[nodiscard]] bool isOnTheWay() const { return slot.kind == ReplacedKind::Folder && !made; }

    /// A folder that stays, and may get other metadata.
    [[nodiscard]] bool isFolderThatStays() const {
        return old && made && old->kind == FileKind::Directory && made->kind == FileKind::Directory;
    }
};

}  // namespace tl::engine
