// Opening a plan's folders, each below its parent and without following a link.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "infra/engine/restore/restore_plan.h"
#include "infra/platform/directory.h"

namespace tl::engine {

/// Keeps the folders used last open, as a worker mostly stays in one for a while.
/// **Threads:** one at a time, so each worker has its own.
class FolderOpener {
  public:
    /// Both must outlive the object. `target` is the plan's first folder.
    FolderOpener(const RestorePlan& plan, Directory& target) : plan_{plan}, target_{target} {}

    /// Borrowed until the next call.
    /// **Errors:** those of Directory, NotFound also when something else is in the folder's place.
    [[nodiscard]] Directory& open(FolderNumber folder);

  private:
    struct Slot {
        FolderNumber folder = kTargetFolder;
        std::uint64_t lastUse = 0;
        std::optional<Directory> directory;
    };

    [[nodiscard]] Directory* find(FolderNumber folder);
    Directory& keep(FolderNumber folder, Directory directory);

    static constexpr std::size_t kSlots = 32;
    const RestorePlan& plan_;
    Directory& target_;
    std::array<Slot, kSlots> slots_;
    std::uint64_t uses_ = 0;
};

}  // namespace tl::engine
