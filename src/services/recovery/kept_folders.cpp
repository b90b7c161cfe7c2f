#include "services/recovery/kept_folders.h"

#include <string_view>

#include "infra/engine/restore/replaced/replaced_folder_name.h"
#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/recovery/absolute_path.h"

namespace tl::services {

namespace {

constexpr std::string_view kBeginning = "what is replaced is kept in ";
/// Whoever confirms none of so many is told of the newest.
constexpr std::size_t kRestoresMax = 1000;

/// Whether anybody may still decide about it. What cannot be looked at is shown.
bool isThere(const std::string& path) {
    try {
        return exists(path);
    } catch (const Error&) {
        return true;
    }
}

}  // namespace

std::string keptLine(const std::string& folder) {
    return std::string{kBeginning} + folder;
}

std::vector<KeptFolder> findKeptFolders(CatalogAccess& access) {
    catalog::Catalog* const catalog = access.tryOpen();
    if (catalog == nullptr) return {};
    std::vector<KeptFolder> found;
    const std::string machine = hostName();
    for (const catalog::Operation& restore :
         catalog->operations().list({.kind = "restore", .countMax = kRestoresMax})) {
        if (restore.machine != machine) continue;
        for (const catalog::LogLine& line : catalog->operationLog().lines(restore.id)) {
            if (!line.text.starts_with(kBeginning)) continue;
            std::string path = line.text.substr(kBeginning.size());
            if (isThere(path)) found.push_back({std::move(path), restore.repository});
        }
    }
    return found;
}

std::string repositoryOfKept(CatalogAccess& access, const std::string& which) {
    const std::string path =
        which.find('/') == std::string::npos || !isThere(which) ? which : realPath(which);
    for (const KeptFolder& kept : findKeptFolders(access)) {
        const std::string name = kept.path.substr(kept.path.rfind('/') + 1);
        const bool isId = name.starts_with(engine::replacedFolderName(which));
        if (isId || name == which || kept.path == path || folderAbove(kept.path) == path)
            return kept.repository;
    }
    return {};
}

}  // namespace tl::services
