// Where restic's default layout keeps each file of a repository, for the backends that keep files
// in folders or under keys with slashes: format notes, sections 1.1 and 1.4.
//
// All paths are relative to the repository, with '/' between names and none at either end.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/backend.h"

namespace tl::storage {

/// The folder in which a file lies: "keys", "data/ab"; empty for config.
[[nodiscard]] std::string folderPathOf(const FileId& id);
/// The file's own path: "config", "keys/12ab…", "data/ab/abcd…".
[[nodiscard]] std::string filePathOf(const FileId& id);

/// Every folder of a new repository, each after the one that it lies in.
[[nodiscard]] std::vector<std::string> foldersOfNewRepository();

/// A name beside `path` that no other writer uses, for a file that is not whole yet. list() passes
/// over it, restic's, too. **Errors:** Internal when there is no chance to be had.
[[nodiscard]] std::string temporaryPathFor(const std::string& path);
/// Whether `name`, without a folder, is such a name, or one that restic gives.
[[nodiscard]] bool isTemporaryName(std::string_view name);

}  // namespace tl::storage
