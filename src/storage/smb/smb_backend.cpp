#include "storage/smb/smb_backend.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/platform/environment.h"
#include "storage/backend_loading.h"
#include "storage/backend_paths.h"
#include "storage/smb/smb_password.h"

namespace tl::storage {

namespace {

SmbOptions withUser(SmbOptions options) {
    if (options.user.empty()) options.user = userName();
    return options;
}

/// Removes the file at its end, unless it was kept, if the server still answers soon. A name that
/// list() passes over is all that stays otherwise.
class TemporarySmbFile {
  public:
    TemporarySmbFile(SmbSession& session, std::string path)
        : session_{session},
          path_{std::move(path)} {}
    ~TemporarySmbFile() {
        constexpr std::chrono::milliseconds kPatience{400};
        if (!isKept_) session_.tryRemoveSoon(path_, kPatience);
    }
    TemporarySmbFile(const TemporarySmbFile&) = delete;
    TemporarySmbFile& operator=(const TemporarySmbFile&) = delete;
    void keep() noexcept { isKept_ = true; }

  private:
    SmbSession& session_;
    const std::string path_;
    bool isKept_ = false;
};

void saveIn(SmbSession& session,
            Traffic* traffic,
            const FileId& id,
            std::span<const std::byte> content,
            const std::stop_token& stop) {
    const std::string path = filePathOf(id);
    const std::string temporary = temporaryPathFor(path);
    TemporarySmbFile unfinished{session, temporary};
    if (!session.tryWrite(temporary, content, traffic, stop)) {
        // Never the repository's own folder, which has the type's folder in it or not at all.
        std::vector<std::string> folders;
        if (id.type != FileType::Config) folders.emplace_back(folderOf(id.type));
        if (id.type == FileType::Pack) folders.push_back(folderPathOf(id));
        session.makeFolders(folders, stop);
        if (!session.tryWrite(temporary, content, traffic, stop))
            throw Error{ErrorKind::NotFound,
                        "the repository's folder is missing on the SMB server (run tl init for a "
                        "new repository)"};
    }
    session.publish(temporary, path, stop);
    unfinished.keep();
}

}  // namespace

SmbBackend::SmbBackend(SmbOptions options, Traffic* traffic)
    : options_{withUser(std::move(options))},
      traffic_{traffic},
      properties_{.location = toLocation(options_),
                  .connections = options_.connections,
                  .connectionsFar = options_.connectionsFar,
                  .isListingCheap = true,
                  .isListingCurrent = true,
                  .isCachingUseful = true},
      sessions_{options_.connectionsFar, [this](const std::stop_token& stop) {
                    return std::make_unique<SmbSession>(options_, password(stop), stop);
                }} {}

Secret SmbBackend::password(const std::stop_token& stop) {
    {
        const MutexLock lock{mutex_};
        if (password_) return password_->duplicate();
    }
    Secret loaded = loadSmbPassword(options_, stop);
    const MutexLock lock{mutex_};
    if (!password_) password_ = loaded.duplicate();
    return loaded;
}

void SmbBackend::create(const std::stop_token& stop) {
    sessions_.with(stop, [&](SmbSession& session) {
        session.makeRoot(stop);
        session.makeFolders(foldersOfNewRepository(), stop);
    });
}

void SmbBackend::save(const FileId& id,
                      std::span<const std::byte> content,
                      const std::stop_token& stop) {
    sessions_.with(stop,
                   [&](SmbSession& session) { saveIn(session, traffic_, id, content, stop); });
}

std::optional<std::vector<std::byte>> SmbBackend::tryLoad(const FileId& id,
                                                          const std::stop_token& stop) {
    return sessions_.with(stop, [&](SmbSession& session) -> std::optional<std::vector<std::byte>> {
        const auto sizeBytes = session.tryOpen(filePathOf(id), stop);
        if (!sizeBytes) return std::nullopt;
        auto content =
            loadInSteps(*sizeBytes, [&](std::uint64_t offset, std::span<std::byte> room) {
                return session.read(offset, room, traffic_, stop);
            });
        session.closeFile(stop);
        return content;
    });
}

std::optional<std::size_t> SmbBackend::tryLoadRange(const FileId& id,
                                                    std::uint64_t offset,
                                                    std::span<std::byte> out,
                                                    const std::stop_token& stop) {
    return sessions_.with(stop, [&](SmbSession& session) -> std::optional<std::size_t> {
        const auto sizeBytes = session.tryOpen(filePathOf(id), stop);
        if (!sizeBytes) return std::nullopt;
        const std::uint64_t left = *sizeBytes - std::min(*sizeBytes, offset);
        const auto room = out.first(std::min<std::uint64_t>(out.size(), left));
        const std::size_t got = session.read(offset, room, traffic_, stop);
        session.closeFile(stop);
        return got;
    });
}

std::optional<std::uint64_t> SmbBackend::trySize(const FileId& id, const std::stop_token& stop) {
    return sessions_.with(
        stop, [&](SmbSession& session) { return session.trySize(filePathOf(id), stop); });
}

void SmbBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    throwIfStopped(stop);
    if (type == FileType::Config) {
        if (const auto sizeBytes = trySize({type, {}}, stop)) visit({type, {}}, *sizeBytes);
        return;
    }
    const auto entriesOf = [&](const std::string& path) {
        return sessions_
            .with(stop, [&](SmbSession& session) { return session.tryList(path, stop); })
            .value_or(std::vector<SmbEntry>{});
    };
    std::vector<std::string> folders{folderOf(type)};
    if (type == FileType::Pack) {
        const std::string packs = std::move(folders.front()) + '/';
        folders.clear();
        for (const SmbEntry& entry : entriesOf(folderOf(type)))
            if (entry.isFolder && entry.name != "." && entry.name != "..")
                folders.push_back(packs + entry.name);
    }
    for (const std::string& folder : folders) {
        // With the connection given back: a visitor may use the backend.
        for (const SmbEntry& entry : entriesOf(folder)) {
            throwIfStopped(stop);
            const FileId id{type, entry.name};
            // A pack in the wrong folder cannot be loaded: it is not there.
            if (!entry.isFolder && isListed(id) && folderPathOf(id) == folder)
                visit(id, entry.sizeBytes);
        }
    }
}

bool SmbBackend::remove(const FileId& id, const std::stop_token& stop) {
    return sessions_.with(
        stop, [&](SmbSession& session) { return session.remove(filePathOf(id), stop); });
}

}  // namespace tl::storage
