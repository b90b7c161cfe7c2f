#include "infra/engine/restore/replaced/undo_replaced.h"

#include <algorithm>
#include <optional>

#include "infra/engine/restore/replaced/undo_section.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::engine {

namespace {

void checkMayBeUndone(const ReplacedFolder& folder, const UndoOptions& options) {
    if (folder.isConfirmed()) {
        throw Error{ErrorKind::InvalidInput,
                    "the restore was confirmed, so it cannot be taken back any more; confirm it "
                    "again to remove the rest of " +
                        quoted(folder.path())};
    }
    const auto later = folder.laterOnes();
    if (later.empty() || options.isForced) return;
    throw Error{ErrorKind::InvalidInput,
                "a later restore to the same folder is to be taken back "
                "or confirmed first: " +
                    later.front()};
}

/// The old times of the folder that the kept ones are in, which change once more when that is
/// removed.
std::optional<FolderTimes> timesOfParent(const ReplacedList& list) {
    const auto found =
        std::ranges::find_if(list, [](const ReplacedEntry& entry) { return entry.path.empty(); });
    if (found == list.end() || !found->old) return std::nullopt;
    return FolderTimes{found->old->metadata.accessed, found->old->metadata.modified};
}

}  // namespace

UndoCounts undoReplaced(ReplacedFolder& folder,
                        const UndoOptions& options,
                        UndoListener& listener,
                        const std::stop_token& stop) {
    checkMayBeUndone(folder, options);
    UndoProgress progress;
    std::optional<FolderTimes> times;
    auto sections = folder.sections();
    for (auto section = sections.rbegin(); section != sections.rend(); ++section) {
        const ReplacedList list = folder.loadList(*section);
        if (const auto found = timesOfParent(list)) times = found;
        const ReplacedList rest =
            SectionUndo{folder, *section, options, listener, progress}.run(list, stop);
        if (options.isDryRun) continue;
        if (rest.empty()) {
            folder.removeList(*section);
        } else if (rest != list) {
            folder.saveList(*section, rest);
        }
    }
    if (options.isDryRun) return progress.counts;
    folder.removeLeftovers();
    const bool isEmpty = folder.sections().empty() && !folder.hasAny(ReplacedFolder::Part::Old) &&
                         !folder.hasAny(ReplacedFolder::Part::Aside);
    if (isEmpty) folder.removeAll(times);
    progress.counts.isOver = isEmpty;
    return progress.counts;
}

void confirmReplaced(ReplacedFolder& folder) {
    folder.markConfirmed();
    folder.removeAll();
}

}  // namespace tl::engine
