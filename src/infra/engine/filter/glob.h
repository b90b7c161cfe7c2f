// Finds the files that a pattern means, with the rules of Go's filepath.Glob: for --files-from.
// Unlike the C library's glob, `*` matches names with a leading dot, and folders that cannot be
// read count as empty.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tl::engine {

/// What globbing asks the file system.
struct GlobView {
    /// Whether there is a file, folder or link of this path; the link's target does not matter.
    std::function<bool(const std::string& path)> exists;
    /// The names in a folder, or in the one that a link leads to, in any order. Nothing when it is
    /// none or cannot be read.
    std::function<std::optional<std::vector<std::string>>(const std::string& folder)> namesIn;
};

/// The existing paths that `pattern` means, by name in each folder. A pattern without signs is a
/// path, and comes back as it is. There is no `**`. **Errors:** InvalidInput when it is malformed.
[[nodiscard]] std::vector<std::string> expandGlob(const std::string& pattern, const GlobView& view);

}  // namespace tl::engine
