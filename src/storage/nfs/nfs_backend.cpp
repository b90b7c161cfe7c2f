#include "storage/nfs/nfs_backend.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "storage/backend_loading.h"
#include "storage/backend_paths.h"
#include "storage/nfs/nfs_listing.h"
#include "storage/nfs/nfs_transfer.h"

namespace tl::storage {

namespace {

/// How many folders of packs are listed before they are shown.
constexpr std::size_t kFoldersAtOnce = 32;

std::string nameOf(const FileId& id) {
    const std::string path = filePathOf(id);
    return path.substr(path.rfind('/') + 1);
}

/// Removes the temporary file at its end, if the server still answers soon. A name that list()
/// passes over is all that stays otherwise.
class TemporaryNfsFile {
  public:
    TemporaryNfsFile(RpcConnection& rpc, const NfsHandle& folder, std::string name)
        : rpc_{rpc},
          folder_{folder},
          name_{std::move(name)} {}
    ~TemporaryNfsFile() {
        constexpr std::chrono::milliseconds kPatience{700};
        const auto kept = rpc_.setTimeout(kPatience);
        try {
            if (rpc_.isUsable()) removeFile(rpc_, folder_, name_, name_, {});
        } catch (const Error&) {
            // The first error counts.
        }
        rpc_.setTimeout(kept);
    }
    TemporaryNfsFile(const TemporaryNfsFile&) = delete;
    TemporaryNfsFile& operator=(const TemporaryNfsFile&) = delete;

  private:
    RpcConnection& rpc_;
    const NfsHandle& folder_;
    const std::string name_;
};

enum class OldFile : std::uint8_t { Kept, Replaced };

void storeIn(NfsSession& session,
             Traffic* traffic,
             const FileId& id,
             std::span<const std::byte> content,
             OldFile oldFile,
             const std::stop_token& stop) {
    const std::string path = filePathOf(id);
    const std::string name = nameOf(id);
    const std::string temporary = temporaryPathFor(name);
    const NfsHandle folder = session.folderForWriting(folderPathOf(id), stop);
    const NfsModes modes = session.modes(stop);
    RpcConnection& rpc = session.rpc();
    const NfsHandle file = createFile(rpc, folder, temporary, modes.temporaryFile, path, stop);
    const TemporaryNfsFile unfinished{rpc, folder, temporary};
    writeFile({.rpc = rpc, .sizes = session.sizes(), .traffic = traffic, .path = path}, file,
              content, stop);
    const auto rename = [&] {
        renameFile(rpc, file, modes.finishedFile, folder, temporary, name, path, stop);
    };
    if (oldFile == OldFile::Replaced) return rename();
    switch (linkFile(rpc, file, modes.finishedFile, folder, name, path, stop)) {
        case NfsLinkOutcome::Linked:
            return;
        case NfsLinkOutcome::NoLinks:
            // Then two that save one name at the same instant may both succeed.
            if (!tryLookUp(rpc, folder, name, path, stop)) return rename();
            [[fallthrough]];
        case NfsLinkOutcome::NameTaken:
            throw Error{ErrorKind::AlreadyExists, "there is a file " + quoted(path) + " already"};
    }
}

/// Nothing when there is no such file.
std::optional<NfsEntry> tryFind(NfsSession& session,
                                const FileId& id,
                                const std::stop_token& stop) {
    const auto folder = session.tryFolder(folderPathOf(id), stop);
    if (!folder) return std::nullopt;
    auto found = tryLookUp(session.rpc(), *folder, nameOf(id), filePathOf(id), stop);
    if (found && found->kind != NfsEntry::Kind::File)
        throw Error{ErrorKind::Unsupported, "on the NFS server, " + quoted(filePathOf(id)) +
                                                " is no file; links are not followed there"};
    return found;
}

/// The folders that hold packs, as the server has them.
std::vector<NfsFolder> packFolders(NfsSession& session, const std::stop_token& stop) {
    const std::string packs = folderOf(FileType::Pack);
    const auto handle = session.tryFolder(packs, stop);
    if (!handle) return {};
    std::vector<NfsFolder> folders;
    auto listings = readFolders(session.rpc(), {{packs, *handle}}, stop);
    for (NfsNamedEntry& found : listings.front()) {
        constexpr std::size_t kNameLength = 2;
        if (found.entry.kind == NfsEntry::Kind::Folder && found.name.size() == kNameLength &&
            found.name != "..")
            folders.push_back({packs + '/' + found.name, std::move(found.entry.handle)});
    }
    return folders;
}

struct ListedFile {
    FileId id;
    std::uint64_t sizeBytes;
};

/// The files of `type` in some folders.
std::vector<ListedFile> listFolders(NfsSession& session,
                                    FileType type,
                                    const std::vector<NfsFolder>& folders,
                                    const std::stop_token& stop) {
    std::vector<ListedFile> files;
    const auto listings = readFolders(session.rpc(), folders, stop);
    for (std::size_t i = 0; i < folders.size(); ++i) {
        for (const NfsNamedEntry& found : listings[i]) {
            const FileId id{type, found.name};
            // A pack in the wrong folder cannot be loaded: it is not there.
            if (found.entry.kind == NfsEntry::Kind::File && isListed(id) &&
                folderPathOf(id) == folders[i].path)
                files.push_back({id, found.entry.sizeBytes});
        }
    }
    return files;
}

}  // namespace

NfsBackend::NfsBackend(NfsOptions options, Traffic* traffic, Clock& clock)
    : options_{std::move(options)},
      traffic_{traffic},
      properties_{.location = toLocation(options_),
                  .connections = options_.connections,
                  .connectionsFar = options_.connectionsFar,
                  .isListingCheap = true,
                  .isListingCurrent = true,
                  .isCachingUseful = true},
      sessions_{options_.connectionsFar, [this, &clock](const std::stop_token& stop) {
                    return std::make_unique<NfsSession>(options_, clock, stop);
                }} {}

void NfsBackend::create(const std::stop_token& stop) {
    sessions_.with(stop, [&](NfsSession& session) {
        session.makeRoot(stop);
        const NfsHandle root = session.folderForWriting({}, stop);
        const std::uint32_t mode = session.modes(stop).folder;
        const std::string packs = folderOf(FileType::Pack);
        std::vector<std::string> top;
        std::vector<std::string> ofPacks;
        for (const std::string& folder : foldersOfNewRepository()) {
            const std::size_t slash = folder.find('/');
            if (slash == std::string::npos)
                top.push_back(folder);
            else
                ofPacks.push_back(folder.substr(slash + 1));
        }
        makeFolders(session.rpc(), root, top, mode, stop);
        makeFolders(session.rpc(), session.folderForWriting(packs, stop), ofPacks, mode, stop);
    });
}

void NfsBackend::save(const FileId& id,
                      std::span<const std::byte> content,
                      const std::stop_token& stop) {
    sessions_.with(stop, [&](NfsSession& session) {
        storeIn(session, traffic_, id, content, OldFile::Kept, stop);
    });
}

bool NfsBackend::tryReplace(const FileId& id,
                            std::span<const std::byte> content,
                            const std::stop_token& stop) {
    sessions_.with(stop, [&](NfsSession& session) {
        storeIn(session, traffic_, id, content, OldFile::Replaced, stop);
    });
    return true;
}

std::optional<std::vector<std::byte>> NfsBackend::tryLoad(const FileId& id,
                                                          const std::stop_token& stop) {
    return sessions_.with(stop, [&](NfsSession& session) -> std::optional<std::vector<std::byte>> {
        const auto entry = tryFind(session, id, stop);
        if (!entry) return std::nullopt;
        const std::string path = filePathOf(id);
        const NfsTransfer transfer{session.rpc(), session.sizes(), traffic_, path};
        return loadInSteps(entry->sizeBytes, [&](std::uint64_t offset, std::span<std::byte> room) {
            return readFile(transfer, entry->handle, offset, room, stop);
        });
    });
}

std::optional<std::size_t> NfsBackend::tryLoadRange(const FileId& id,
                                                    std::uint64_t offset,
                                                    std::span<std::byte> out,
                                                    const std::stop_token& stop) {
    return sessions_.with(stop, [&](NfsSession& session) -> std::optional<std::size_t> {
        const auto entry = tryFind(session, id, stop);
        if (!entry) return std::nullopt;
        if (offset >= entry->sizeBytes) return 0;
        const std::string path = filePathOf(id);
        const NfsTransfer transfer{session.rpc(), session.sizes(), traffic_, path};
        const std::uint64_t left = entry->sizeBytes - offset;
        return readFile(transfer, entry->handle, offset,
                        out.first(std::min<std::uint64_t>(out.size(), left)), stop);
    });
}

std::optional<std::uint64_t> NfsBackend::trySize(const FileId& id, const std::stop_token& stop) {
    return sessions_.with(stop, [&](NfsSession& session) -> std::optional<std::uint64_t> {
        const auto entry = tryFind(session, id, stop);
        if (!entry) return std::nullopt;
        return entry->sizeBytes;
    });
}

void NfsBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    throwIfStopped(stop);
    if (type == FileType::Config) {
        if (const auto sizeBytes = trySize({type, {}}, stop)) visit({type, {}}, *sizeBytes);
        return;
    }
    const auto all = sessions_.with(stop, [&](NfsSession& session) -> std::vector<NfsFolder> {
        if (type == FileType::Pack) return packFolders(session, stop);
        const std::string path = folderOf(type);
        const auto handle = session.tryFolder(path, stop);
        if (!handle) return {};
        return {{path, *handle}};
    });
    for (std::size_t done = 0; done < all.size(); done += kFoldersAtOnce) {
        const auto some = std::span{all}.subspan(done, std::min(kFoldersAtOnce, all.size() - done));
        const auto files = sessions_.with(stop, [&](NfsSession& session) {
            return listFolders(session, type, {some.begin(), some.end()}, stop);
        });
        // With the connection given back: a visitor may use the backend.
        for (const ListedFile& file : files) {
            throwIfStopped(stop);
            visit(file.id, file.sizeBytes);
        }
    }
}

bool NfsBackend::remove(const FileId& id, const std::stop_token& stop) {
    return sessions_.with(stop, [&](NfsSession& session) {
        const auto folder = session.tryFolder(folderPathOf(id), stop);
        return folder && removeFile(session.rpc(), *folder, nameOf(id), filePathOf(id), stop);
    });
}

}  // namespace tl::storage
