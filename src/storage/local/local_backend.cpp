#include "storage/local/local_backend.h"

#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/directory.h"
#include "infra/platform/file.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "storage/backend_paths.h"

namespace tl::storage {

namespace {

/// Between two looks at the stop token, and as much as the disk is given at a time.
constexpr std::size_t kStepBytes = std::size_t{4} << 20U;

/// From this size on a file leaves the kernel's cache once it is on the disk: a backup must not
/// push out what the machine works with. Memory that is used again at once is also cheaper than
/// fresh memory: for a virtual machine that has to ask its host for it, 1.7 GB cost 0.3 s instead
/// of 4.3.
constexpr std::size_t kBulkBytes = std::size_t{1} << 20U;

/// Removes a file if it can, for ways out on which an error is already on its way up.
void tryRemove(const std::string& path) noexcept {
    try {
        removeFile(path);
    } catch (const Error&) {
        // The first error counts; a name that list() passes over is all that stays.
    }
}

/// Removes the file at its end, unless it was kept.
class RemovedUnlessKept {
  public:
    explicit RemovedUnlessKept(std::string path) : path_{std::move(path)} {}
    ~RemovedUnlessKept() {
        if (!isKept_) tryRemove(path_);
    }
    RemovedUnlessKept(const RemovedUnlessKept&) = delete;
    RemovedUnlessKept& operator=(const RemovedUnlessKept&) = delete;
    void keep() noexcept { isKept_ = true; }

  private:
    const std::string path_;
    bool isKept_ = false;
};

/// Writes all of `content` and flushes it. False when the file system cannot flush.
bool writeThrough(File& file,
                  std::span<const std::byte> content,
                  Traffic* traffic,
                  const std::stop_token& stop) {
    const std::size_t sizeBytes = content.size();
    file.preallocate(sizeBytes);
    while (!content.empty()) {
        throwIfStopped(stop);
        const auto step = content.first(std::min(kStepBytes, content.size()));
        passUpload(traffic, step.size(), stop);
        file.writeAll(step);
        // The disk works while we go on. With the preallocation this doubled the rate of a single
        // writer of 16 MiB packs, against writing all of it inside sync().
        file.startWriteback();
        content = content.subspan(step.size());
    }
    const bool isFlushed = file.sync();
    if (sizeBytes >= kBulkBytes) file.dropFromCache(0, sizeBytes);
    file.close();
    return isFlushed;
}

/// A finished file is read-only, so that no slip of a hand changes it. Some file systems have no
/// permissions to set; nothing depends on them.
void tryMakeReadOnly(const std::string& path, std::uint32_t permissionBits) {
    try {
        setPermissions(path, permissionBits);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::PermissionDenied && error.kind() != ErrorKind::Unsupported)
            throw;
    }
}

/// Gives a flushed file its name, durably if `isFlushed`.
void publish(const std::string& temporary,
             const std::string& path,
             const std::string& folder,
             bool isFlushed) {
    renameToNew(temporary, path);
    if (!isFlushed) return;
    RemovedUnlessKept named{path};  // save() promises that a call that throws leaves no file.
    syncDirectory(folder);
    named.keep();
}

/// A removal that others rely on. If after a power cut a snapshot or an index came back, whose
/// packs were removed next and stayed away, the repository would be damaged; a key that comes back
/// opens what it must not.
bool isRemovalDurable(FileType type) {
    return type == FileType::Key || type == FileType::Snapshot || type == FileType::Index;
}

}  // namespace

LocalBackend::LocalBackend(LocalOptions options)
    : root_{std::move(options.path)},
      properties_{.location = root_,
                  .connections = options.connections,
                  .isListingCheap = true,
                  .isListingCurrent = isOnLocalFileSystem(root_),
                  .isCachingUseful = options.isCached},
      modes_{modesLike(pathOf({FileType::Config, {}}))},
      traffic_{options.traffic} {}

LocalBackend::Modes LocalBackend::modesLike(const std::string& configPath) {
    constexpr std::uint32_t kGroupMayRead = 0040;
    const auto status = tryReadStatus(configPath, Follow::Yes);
    if (!status || (status->permissionBits & kGroupMayRead) == 0) return {};
    return {.folder = 0770, .temporaryFile = 0660, .finishedFile = 0440};
}

std::string LocalBackend::folderFor(const FileId& id) const {
    const std::string folder = folderPathOf(id);
    return folder.empty() ? root_ : root_ + '/' + folder;
}

std::string LocalBackend::pathOf(const FileId& id) const {
    return root_ + '/' + filePathOf(id);
}

void LocalBackend::makeFolderFor(const FileId& id) const {
    const std::string typeFolder = root_ + '/' + folderOf(id.type);
    if (makeDirectory(typeFolder, modes_.folder)) syncDirectory(root_);
    if (id.type != FileType::Pack) return;
    if (makeDirectory(folderFor(id), modes_.folder)) syncDirectory(typeFolder);
}

void LocalBackend::create(const std::stop_token& stop) {
    throwIfStopped(stop);
    makeDirectories(root_, modes_.folder);
    for (const std::string& folder : foldersOfNewRepository())
        makeDirectory(root_ + '/' + folder, modes_.folder);
    syncDirectory(root_ + '/' + folderOf(FileType::Pack));
    syncDirectory(root_);
}

File LocalBackend::makeTemporary(const FileId& id, const std::string& temporary) const {
    if (auto file = File::tryCreateNew(temporary, modes_.temporaryFile)) return std::move(*file);
    makeFolderFor(id);
    return File::createNew(temporary, modes_.temporaryFile);
}

void LocalBackend::save(const FileId& id,
                        std::span<const std::byte> content,
                        const std::stop_token& stop) {
    throwIfStopped(stop);
    const std::string path = pathOf(id);
    const std::string temporary = temporaryPathFor(path);
    File file = makeTemporary(id, temporary);
    RemovedUnlessKept unfinished{temporary};
    const bool isFlushed = writeThrough(file, content, traffic_, stop);
    publish(temporary, path, folderFor(id), isFlushed);
    unfinished.keep();
    tryMakeReadOnly(path, modes_.finishedFile);
}

std::optional<std::vector<std::byte>> LocalBackend::tryLoad(const FileId& id,
                                                            const std::stop_token& stop) {
    throwIfStopped(stop);
    const auto file = File::tryOpenForReading(pathOf(id));
    if (!file) return std::nullopt;
    std::vector<std::byte> content(file->status().sizeBytes);
    std::size_t done = 0;
    while (done < content.size()) {
        throwIfStopped(stop);
        const std::span<std::byte> room = std::span{content}.subspan(done);
        const std::span<std::byte> step = room.first(std::min(kStepBytes, room.size()));
        passDownload(traffic_, step.size(), stop);
        const std::size_t got = file->readAt(done, step);
        done += got;
        if (got == 0) break;
    }
    content.resize(done);
    return content;
}

std::optional<std::size_t> LocalBackend::tryLoadRange(const FileId& id,
                                                      std::uint64_t offset,
                                                      std::span<std::byte> out,
                                                      const std::stop_token& stop) {
    throwIfStopped(stop);
    const auto file = File::tryOpenForReading(pathOf(id));
    if (!file) return std::nullopt;
    passDownload(traffic_, out.size(), stop);
    return file->readAt(offset, out);
}

std::optional<std::uint64_t> LocalBackend::trySize(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    const auto status = tryReadStatus(pathOf(id), Follow::Yes);
    if (!status) return std::nullopt;
    return status->sizeBytes;
}

void LocalBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    throwIfStopped(stop);
    if (type == FileType::Config) {
        if (const auto sizeBytes = trySize({type, {}}, stop)) visit({type, {}}, *sizeBytes);
        return;
    }
    const std::string folder = root_ + '/' + folderOf(type);
    if (type != FileType::Pack) {
        listFolder(type, folder, visit, stop);
        return;
    }
    const auto packs = Directory::tryOpen(folder, Follow::Yes);
    if (!packs) return;
    for (const DirectoryEntry& entry : packs->entries())
        listFolder(type, folder + '/' + entry.name, visit, stop);
}

void LocalBackend::listFolder(FileType type,
                              const std::string& path,
                              const Visitor& visit,
                              const std::stop_token& stop) const {
    const auto folder = Directory::tryOpen(path, Follow::Yes);
    if (!folder) return;
    for (const DirectoryEntry& entry : folder->entries()) {
        throwIfStopped(stop);
        const FileId id{type, entry.name};
        // A pack in the wrong folder cannot be loaded: it is not there.
        if (!isListed(id) || folderFor(id) != path) continue;
        auto status = folder->tryStatus(entry.name);
        if (status && status->kind == FileKind::Symlink)
            status = tryReadStatus(pathOf(id), Follow::Yes);
        if (status && status->kind == FileKind::Regular) visit(id, status->sizeBytes);
    }
}

bool LocalBackend::remove(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    if (!removeFile(pathOf(id))) return false;
    if (isRemovalDurable(id.type)) syncDirectory(folderFor(id));
    return true;
}

bool LocalBackend::tryReplace(const FileId& id,
                              std::span<const std::byte> content,
                              const std::stop_token& stop) {
    throwIfStopped(stop);
    const std::string path = pathOf(id);
    const std::string temporary = temporaryPathFor(path);
    File file = makeTemporary(id, temporary);
    RemovedUnlessKept unfinished{temporary};
    const bool isFlushed = writeThrough(file, content, traffic_, stop);
    tryMakeReadOnly(temporary, modes_.finishedFile);
    rename(temporary, path);
    unfinished.keep();
    if (isFlushed) syncDirectory(folderFor(id));
    return true;
}

Leftovers LocalBackend::sweepLeftovers(LeftoverUse use,
                                       WallTime before,
                                       const std::stop_token& stop) {
    Leftovers found;
    std::vector<std::string> folders = foldersOfNewRepository();
    folders.emplace_back();  // The config's.
    for (const std::string& name : folders) {
        const std::string path = name.empty() ? root_ : root_ + '/' + name;
        const auto folder = Directory::tryOpen(path, Follow::Yes);
        if (!folder) continue;
        for (const DirectoryEntry& entry : folder->entries()) {
            throwIfStopped(stop);
            if (!isTemporaryName(entry.name)) continue;
            const auto status = folder->tryStatus(entry.name);
            if (!status || status->kind != FileKind::Regular || status->modified >= before)
                continue;
            if (use == LeftoverUse::Remove && !removeFile(path + '/' + entry.name)) continue;
            ++found.files;
            found.sizeBytes += status->sizeBytes;
        }
    }
    return found;
}

}  // namespace tl::storage
