// Taking a restore back: what it replaced gets its place again, and what it put there goes.
//
// Nothing that was changed since is lost. Where a file is not as the restore left it, that is told
// and the place is left alone; when it is forced, that file is moved aside, beside what is kept.
// Taking back can be interrupted at any moment and done again.

#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/restore/replaced/replaced_folder.h"

namespace tl::engine {

enum class UndoneAs : std::uint8_t {
    BroughtBack,  ///< It has its old content and metadata.
    Removed,      ///< It was the restore's.
    Reset,        ///< Its old metadata was set.
    SetAside,     ///< It was changed since, and is kept; what was there before is there again.
};

/// **Threads:** one call at a time.
class UndoListener {
  public:
    UndoListener() = default;
    UndoListener(const UndoListener&) = delete;
    UndoListener& operator=(const UndoListener&) = delete;
    virtual ~UndoListener() = default;

    /// `path` is below the folder that the kept ones are in.
    virtual void onUndone(const std::string& path, UndoneAs action) = 0;
    /// It is left as it is; why, and what helps.
    virtual void onLeft(const std::string& path, const std::string& why) = 0;
};

struct UndoOptions {
    bool isForced = false;  ///< What was changed since is moved aside.
    bool isDryRun = false;  ///< Only told.
};

struct UndoCounts {
    std::uint64_t broughtBack = 0;
    std::uint64_t removed = 0;
    std::uint64_t reset = 0;
    std::uint64_t setAside = 0;
    std::uint64_t left = 0;
    /// All is as before, and the folder of the kept ones is gone.
    bool isOver = false;
};

/// **Errors:** InvalidInput when a confirmation was begun, or when a later restore to the same
/// folder is to be taken back first and it is not forced; Corrupted; Cancelled. All else is told.
UndoCounts undoReplaced(ReplacedFolder& folder,
                        const UndoOptions& options,
                        UndoListener& listener,
                        const std::stop_token& stop);

/// Gives up the way back: removes all that is kept, and the folder. Can be interrupted, and then
/// only be gone on with. **Errors:** those of Directory.
void confirmReplaced(ReplacedFolder& folder);

}  // namespace tl::engine
