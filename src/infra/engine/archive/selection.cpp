#include "infra/engine/archive/selection.h"

#include <algorithm>

#include "infra/errors/error.h"
#include "infra/platform/file.h"

namespace tl::engine {

namespace {

bool beginsWith(const Directory& folder, const FolderMark& mark) {
    if (mark.header.empty()) return true;
    try {
        std::string start(mark.header.size(), '\0');
        File file = folder.openSource(mark.name);
        if (file.status().kind != FileKind::Regular) return false;
        return file.read(std::as_writable_bytes(std::span{start})) == start.size() &&
               start == mark.header;
    } catch (const Error&) {
        return false;  // A mark that cannot be read marks nothing: rather save too much.
    }
}

}  // namespace

FolderMark parseFolderMark(const std::string& text) {
    const std::size_t colon = text.find(':');
    FolderMark mark{text.substr(0, colon), {}};
    if (colon != std::string::npos) mark.header = text.substr(colon + 1);
    if (mark.name.empty())
        throw Error{ErrorKind::InvalidInput,
                    "the name of a file that excludes its folder is empty"};
    return mark;
}

FolderMark cacheFolderMark() {
    return {"CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55"};
}

bool Selection::selectsPath(const std::string& path) const {
    if (excludes.decide(path).isMatched || excludesIgnoringCase.decide(path).isMatched)
        return false;
    return std::find(excludedFolders.begin(), excludedFolders.end(), path) == excludedFolders.end();
}

bool Selection::includesFile(const std::string& path) const {
    if (includes.isEmpty() && includesIgnoringCase.isEmpty()) return true;
    return includes.decide(path).isMatched || includesIgnoringCase.decide(path).isMatched;
}

bool Selection::selectsStatus(const std::string& path,
                              const FileStatus& status,
                              std::optional<std::uint64_t> device) const {
    if (status.kind == FileKind::Socket || status.kind == FileKind::Other) return false;
    const bool isFolder = status.kind == FileKind::Directory;
    if (!isFolder && !includesFile(path)) return false;
    if (excludeLargerThan && !isFolder && status.sizeBytes > *excludeLargerThan) return false;
    return isFolder || !isForeign(status, device);
}

bool Selection::isForeign(const FileStatus& status, std::optional<std::uint64_t> device) const {
    return oneFileSystem && device && status.deviceId != *device;
}

const FolderMark* Selection::findMark(const Directory& folder,
                                      std::span<const DirectoryEntry> entries) const {
    for (const FolderMark& mark : marks) {
        const bool isThere =
            std::any_of(entries.begin(), entries.end(),
                        [&mark](const auto& entry) { return entry.name == mark.name; });
        if (isThere && beginsWith(folder, mark)) return &mark;
    }
    return nullptr;
}

}  // namespace tl::engine
