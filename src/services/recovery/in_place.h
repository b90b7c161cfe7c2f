// Where a restore in place puts things, and what it leaves alone.

#pragma once

#include <set>
#include <string>
#include <vector>

namespace tl::services {

/// Of the folders above the targets of a backup, which are in a snapshot only as the way to them,
/// the paths below `folder`, as "/a/b"; "/" for `folder` itself. What is in a target is none of
/// them, though another target be below it. `targets` and `folder` are absolute paths.
[[nodiscard]] std::set<std::string> foldersAboveTargets(const std::vector<std::string>& targets,
                                                        const std::string& folder);

/// Whether the entries at the top of a snapshot are those that lead to its targets. Targets that
/// were named by relative paths are at the top themselves, and nothing says where they were.
[[nodiscard]] bool leadToTargets(const std::vector<std::string>& namesAtTop,
                                 const std::vector<std::string>& targets);

}  // namespace tl::services
