// The list of what a section of a restore replaces: written whole before the section begins, so
// that whatever happens meanwhile can be taken back (docs/decisions/0030-way-back-of-a-restore.md).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/restore/replaced/replaced_entry.h"

namespace tl::engine {

/// Which restore it was that replaced something, and where.
struct ReplacedAbout {
    std::string id{};        ///< 16 hex digits, one for all folders of a restore.
    std::string snapshot{};  ///< Hex digits.
    std::string target{};    ///< The folder that was restored to.
    WallTime startedAt{};    ///< Of several restores, the later one is taken back first.
    // What a copy of the folder, or one in another place, does not have.
    std::uint64_t folderInode = 0;
    std::uint64_t parentInode = 0;
    bool operator==(const ReplacedAbout&) const = default;
};

/// In the order in which the restore works.
using ReplacedList = std::vector<ReplacedEntry>;

[[nodiscard]] std::vector<std::byte> encodeAbout(const ReplacedAbout& about);
/// **Errors:** Corrupted.
[[nodiscard]] ReplacedAbout decodeAbout(std::span<const std::byte> bytes);

[[nodiscard]] std::vector<std::byte> encodeList(const ReplacedList& list);
/// **Errors:** Corrupted, also for a path that would lead out of the folder.
[[nodiscard]] ReplacedList decodeList(std::span<const std::byte> bytes);

}  // namespace tl::engine
