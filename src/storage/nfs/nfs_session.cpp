#include "storage/nfs/nfs_session.h"

#include <nfsc/libnfs-zdr.h>
// The order matters: this header of libnfs does not compile alone.
#include <nfsc/libnfs-raw-nfs.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/backend_paths.h"

namespace tl::storage {

namespace {

RpcTarget nfsTarget(const NfsOptions& options) {
    return {.host = options.host,
            .program = NFS_PROGRAM,
            .version = NFS_V3,
            .port = options.nfsPort,
            .userId = options.userId,
            .groupId = options.groupId,
            .timeout = options.timeout};
}

struct SplitPath {
    std::string parent;
    std::string name;
};

SplitPath split(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return {.parent = {}, .name = path};
    return {.parent = path.substr(0, slash), .name = path.substr(slash + 1)};
}

}  // namespace

NfsSession::NfsSession(const NfsOptions& options, Clock& clock, const std::stop_token& stop)
    : mounted_{mountFolder(options, clock, stop)},
      rpc_{nfsTarget(options), clock, stop},
      sizes_{readSizes(rpc_, mounted_.handle, stop)} {}

std::optional<NfsHandle> NfsSession::findIn(const NfsHandle& folder,
                                            const std::string& name,
                                            const std::string& path,
                                            const std::stop_token& stop) {
    auto entry = tryLookUp(rpc_, folder, name, path, stop);
    if (!entry) return std::nullopt;
    if (entry->kind == NfsEntry::Kind::Folder) return std::move(entry->handle);
    throw Error{ErrorKind::Unsupported, "in the repository on the NFS server, " + quoted(path) +
                                            " is no folder; links are not followed there"};
}

std::optional<NfsHandle> NfsSession::findRoot(const std::stop_token& stop) {
    NfsHandle folder = mounted_.handle;
    for (const std::string& name : mounted_.below) {
        auto found = findIn(folder, name, name, stop);
        if (!found) return std::nullopt;
        folder = std::move(*found);
    }
    return folder;
}

std::optional<NfsHandle> NfsSession::tryFolder(const std::string& path,
                                               const std::stop_token& stop) {
    if (const auto known = folders_.find(path); known != folders_.end()) return known->second;
    std::optional<NfsHandle> found;
    if (path.empty()) {
        found = findRoot(stop);
    } else {
        const auto [parentPath, name] = split(path);
        if (const auto parent = tryFolder(parentPath, stop))
            found = findIn(*parent, name, path, stop);
    }
    if (found) folders_[path] = *found;
    return found;
}

NfsHandle NfsSession::folderForWriting(const std::string& path, const std::stop_token& stop) {
    if (auto found = tryFolder(path, stop)) return std::move(*found);
    if (path.empty())
        throw Error{ErrorKind::NotFound,
                    "the repository's folder is missing on the NFS server (run tl init for a new "
                    "repository)"};
    const auto [parentPath, name] = split(path);
    makeFolders(rpc_, folderForWriting(parentPath, stop), {name}, modes(stop).folder, stop);
    auto made = tryFolder(path, stop);
    if (!made)
        throw Error{ErrorKind::Unavailable,
                    "the NFS server does not show the folder that it made: " + quoted(path)};
    return std::move(*made);
}

void NfsSession::makeRoot(const std::stop_token& stop) {
    NfsHandle folder = mounted_.handle;
    for (const std::string& name : mounted_.below) {
        auto found = findIn(folder, name, name, stop);
        if (!found) {
            makeFolders(rpc_, folder, {name}, NfsModes{}.folder, stop);
            found = findIn(folder, name, name, stop);
        }
        if (!found)
            throw Error{ErrorKind::Unavailable,
                        "the NFS server does not show the folder that it made: " + quoted(name)};
        folder = std::move(*found);
    }
    folders_[""] = folder;
}

NfsModes NfsSession::modes(const std::stop_token& stop) {
    constexpr std::uint32_t kGroupMayRead = 0040;
    if (modes_) return *modes_;
    const auto root = tryFolder("", stop);
    if (!root) return {};
    const std::string name = filePathOf({FileType::Config, {}});
    const auto config = tryLookUp(rpc_, *root, name, name, stop);
    if (!config) return {};  // A new repository: look again when it has one.
    modes_.emplace();
    if ((config->permissionBits & kGroupMayRead) != 0)
        *modes_ = {.folder = 0770, .temporaryFile = 0660, .finishedFile = 0440};
    return *modes_;
}

}  // namespace tl::storage
