// Carrying out the plan of a restore, or of a section of one.
//
// Where what is replaced is to be kept, all that the section may change is written down first.
//
// The order: what is in the way goes, folders are made (for their owner alone), existing files are
// compared, content is written, then links and devices, removals, a second look where it is wanted,
// and last the folders' metadata, deepest first, as all before would change their times.
//
// A file whose content cannot be had is reported and not left behind looking whole; the rest goes
// on. After a stop or a full disk, files with a part of their content are removed as well, or
// reported where they existed before.

#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/engine/restore/restore_context.h"

namespace tl::engine {

enum class Verification : std::uint8_t { No, Yes };

/// Restores what the plan says; with verification, reads all files restored again and compares.
/// Returns the numbers of the files whose content could not be restored. **Errors:**
/// ResourceExhausted when the disk is full; Cancelled. All else is told to the progress.
std::vector<std::size_t> executeRestore(const RestoreContext& context,
                                        Verification verification,
                                        const std::stop_token& stop);

/// Reports what executeRestore would do and changes nothing, but reads existing files. The target
/// may be missing, when nothing in the plan exists; `context.target` is then any folder.
void previewRestore(const RestoreContext& context, const std::stop_token& stop);

/// What an ordinary user could not restore, in words.
[[nodiscard]] std::vector<std::string> describeOmissions(const RestoreCounters& counters);

}  // namespace tl::engine
