// The shape of a snapshot above its targets (format section 7.8).
//
// An absolute target /a/b stands in the snapshot below the folders a and b; of x/y the relative
// path is kept, leading ".." are dropped. Targets that share folders are merged; different folders
// that would get the same name at the top are told apart as x, x-1, x-2.

#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tl::engine {

/// A folder above targets, or a target.
struct TargetNode {
    std::string path;       ///< On the file system, as reached from the working folder.
    bool isTarget = false;  ///< All below it is saved, and `children` is empty.
    bool isExplicit =
        false;  ///< Named by the user, not an entry of what she named: never excluded.
    std::map<std::string, TargetNode> children;  ///< By their name in the snapshot.
    std::string base;  ///< At the top: from where the name is reached ("/", ".", "../..").
};

/// The names in a folder, without "." and ".."; links to folders are followed.
using ListFolder = std::function<std::vector<std::string>(const std::string& path)>;

/// The top of the snapshot for `targets`, as the user named them. Its own fields but `children` are
/// unused.
/// **Errors:** InvalidInput for a target named in two ways; what `list` throws.
[[nodiscard]] TargetNode buildTargetTree(std::span<const std::string> targets,
                                         const ListFolder& list);

}  // namespace tl::engine
