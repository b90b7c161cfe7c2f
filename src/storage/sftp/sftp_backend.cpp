#include "storage/sftp/sftp_backend.h"

#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "storage/backend_loading.h"
#include "storage/backend_paths.h"
#include "storage/sftp/sftp_failure.h"
#include "storage/sftp/sftp_folders.h"
#include "storage/sftp/sftp_listing.h"
#include "storage/sftp/sftp_requests.h"
#include "storage/sftp/sftp_upload.h"

namespace tl::storage {

namespace {

/// From this size on a second connection may be worth its making.
constexpr std::size_t kBulkBytes = std::size_t{1} << 20U;

/// A server's word for a file's size is believed as far as this.
constexpr std::uint64_t kLoadMaxBytes = std::uint64_t{8} << 30U;

sftp::Load loadOf(std::size_t bytes) {
    return bytes >= kBulkBytes ? sftp::Load::Bulk : sftp::Load::Little;
}

/// A connection for the time of one call.
class Call {
  public:
    Call(sftp::Connections& connections,
         sftp::Load load,
         Traffic* traffic,
         const std::stop_token& stop)
        : lease_{takeUnlessStopped(connections, load, stop)},
          conversation_{lease_.channel()},
          transfer_{conversation_, traffic, stop} {}

    [[nodiscard]] const sftp::Transfer& transfer() const { return transfer_; }
    [[nodiscard]] sftp::Conversation& conversation() { return conversation_; }

    sftp::RequestId send(sftp::Packet request) { return conversation_.send(std::move(request)); }
    [[nodiscard]] sftp::Reply receive(sftp::RequestId id) {
        return conversation_.receive(id, transfer_.stop);
    }
    [[nodiscard]] sftp::Reply ask(sftp::Packet request) {
        return receive(send(std::move(request)));
    }

  private:
    static sftp::Connections::Lease takeUnlessStopped(sftp::Connections& connections,
                                                      sftp::Load load,
                                                      const std::stop_token& stop) {
        throwIfStopped(stop);
        return connections.take(load, stop);
    }

    const sftp::Connections::Lease lease_;
    sftp::Conversation conversation_;
    const sftp::Transfer transfer_;
};

/// The handle that an answer brings, closed at its end; none when there is no such file.
class OpenFile {
  public:
    OpenFile(sftp::Conversation& conversation, const sftp::Reply& reply, const std::string& path)
        : conversation_{conversation} {
        if (reply.type != sftp::PacketType::Status) {
            handle_ = sftp::readHandle(reply);
            return;
        }
        const sftp::Status status = sftp::readStatus(reply);
        if (status.code != sftp::StatusCode::NoSuchFile) sftp::throwRefusal(status, "open", path);
    }
    ~OpenFile() {
        if (handle_) conversation_.post(sftp::close(*handle_));
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    [[nodiscard]] bool isOpen() const { return handle_.has_value(); }
    [[nodiscard]] const std::string& handle() const { return *handle_; }

  private:
    sftp::Conversation& conversation_;
    std::optional<std::string> handle_;
};

/// The size that an answer brings; nothing when there is no such file.
std::optional<std::uint64_t> readSize(const sftp::Reply& reply, const std::string& path) {
    if (reply.type == sftp::PacketType::Status) {
        const sftp::Status status = sftp::readStatus(reply);
        if (status.code == sftp::StatusCode::NoSuchFile) return std::nullopt;
        sftp::throwRefusal(status, "look at", path);
    }
    const auto sizeBytes = sftp::readAttributes(reply).sizeBytes;
    if (!sizeBytes) sftp::throwProtocolError("it does not tell a file's size");
    return sizeBytes;
}

/// A removal that others rely on: see the local backend.
bool isRemovalDurable(FileType type) {
    return type == FileType::Key || type == FileType::Snapshot || type == FileType::Index;
}

}  // namespace

SftpBackend::SftpBackend(SftpOptions options)
    : options_{std::move(options)},
      properties_{.location = toText(options_),
                  .connections = options_.connections,
                  .connectionsFar = options_.connectionsFar,
                  .isListingCheap = true,
                  .isListingCurrent = true,
                  .isCachingUseful = true},
      connections_{options_} {}

std::string SftpBackend::folderFor(const FileId& id) const {
    const std::string folder = folderPathOf(id);
    return folder.empty() ? options_.path : options_.path + '/' + folder;
}

std::string SftpBackend::pathOf(const FileId& id) const {
    return options_.path + '/' + filePathOf(id);
}

SftpBackend::Modes SftpBackend::modes(const sftp::Transfer& transfer) {
    {
        const std::scoped_lock lock{modesMutex_};
        if (modes_) return *modes_;
    }
    constexpr std::uint32_t kGroupMayRead = 0040;
    sftp::Conversation& conversation = transfer.conversation;
    const sftp::Reply config = conversation.receive(
        conversation.send(sftp::stat(pathOf({FileType::Config, {}}))), transfer.stop);
    Modes modes;
    if (config.type == sftp::PacketType::Attributes &&
        (sftp::readAttributes(config).mode.value_or(0) & kGroupMayRead) != 0)
        modes = {.folder = 0770, .temporaryFile = 0660, .finishedFile = 0440};
    const std::scoped_lock lock{modesMutex_};
    modes_ = modes;
    return modes;
}

void SftpBackend::create(const std::stop_token& stop) {
    Call call{connections_, sftp::Load::Little, options_.traffic, stop};
    std::vector<std::string> folders = sftp::withParents(options_.path);
    for (const std::string& folder : foldersOfNewRepository())
        folders.push_back(options_.path + '/' + folder);
    sftp::makeFolders(call.transfer(), folders, modes(call.transfer()).folder);
    sftp::flushFolder(call.transfer(), options_.path + '/' + folderOf(FileType::Pack));
    sftp::flushFolder(call.transfer(), options_.path);
}

void SftpBackend::makeFolderFor(const sftp::Transfer& transfer,
                                const FileId& id,
                                std::uint32_t bits) const {
    const std::string typeFolder = options_.path + '/' + folderOf(id.type);
    std::vector<std::string> folders{typeFolder};
    if (id.type == FileType::Pack) folders.push_back(folderFor(id));
    sftp::makeFolders(transfer, folders, bits);
    if (id.type == FileType::Pack) sftp::flushFolder(transfer, typeFolder);
    sftp::flushFolder(transfer, options_.path);
}

void SftpBackend::save(const FileId& id,
                       std::span<const std::byte> content,
                       const std::stop_token& stop) {
    Call call{connections_, loadOf(content.size()), options_.traffic, stop};
    store(call.transfer(), id, content, sftp::OldFile::Kept);
}

bool SftpBackend::tryReplace(const FileId& id,
                             std::span<const std::byte> content,
                             const std::stop_token& stop) {
    Call call{connections_, loadOf(content.size()), options_.traffic, stop};
    if (!call.conversation().features().hasPosixRename) return false;
    store(call.transfer(), id, content, sftp::OldFile::Replaced);
    return true;
}

void SftpBackend::store(const sftp::Transfer& transfer,
                        const FileId& id,
                        std::span<const std::byte> content,
                        sftp::OldFile oldFile) {
    const Modes modes = this->modes(transfer);
    const std::string path = pathOf(id);
    const sftp::Upload upload{.folder = folderFor(id),
                              .path = path,
                              .temporary = temporaryPathFor(path),
                              .content = content,
                              .temporaryBits = modes.temporaryFile,
                              .finishedBits = modes.finishedFile,
                              .oldFile = oldFile};
    if (sftp::tryUpload(transfer, upload)) return;
    if (id.type != FileType::Config) {
        makeFolderFor(transfer, id, modes.folder);
        if (sftp::tryUpload(transfer, upload)) return;
    }
    throw Error{ErrorKind::NotFound,
                "the folder " + quoted(upload.folder) + " is missing on the SFTP server"};
}

std::vector<std::byte> SftpBackend::loadOpen(const sftp::Transfer& transfer,
                                             const std::string& handle,
                                             const std::string& path,
                                             std::uint64_t sizeBytes) const {
    if (sizeBytes > kLoadMaxBytes)
        sftp::throwProtocolError("it claims " + std::to_string(sizeBytes) + " bytes for " +
                                 quoted(path));
    return loadInSteps(sizeBytes, [&](std::uint64_t offset, std::span<std::byte> room) {
        return sftp::readContent(transfer, handle, offset, room, path);
    });
}

std::optional<std::vector<std::byte>> SftpBackend::tryLoad(const FileId& id,
                                                           const std::stop_token& stop) {
    // Packs are the files that are large.
    const sftp::Load load = id.type == FileType::Pack ? sftp::Load::Bulk : sftp::Load::Little;
    Call call{connections_, load, options_.traffic, stop};
    const std::string path = pathOf(id);
    const sftp::RequestId opening = call.send(sftp::openForReading(path));
    const sftp::RequestId measuring = call.send(sftp::stat(path));
    const OpenFile file{call.conversation(), call.receive(opening), path};
    const auto sizeBytes = readSize(call.receive(measuring), path);
    if (!file.isOpen() || !sizeBytes) return std::nullopt;
    return loadOpen(call.transfer(), file.handle(), path, *sizeBytes);
}

std::optional<std::size_t> SftpBackend::tryLoadRange(const FileId& id,
                                                     std::uint64_t offset,
                                                     std::span<std::byte> out,
                                                     const std::stop_token& stop) {
    Call call{connections_, loadOf(out.size()), options_.traffic, stop};
    const std::string path = pathOf(id);
    const OpenFile file{call.conversation(), call.ask(sftp::openForReading(path)), path};
    if (!file.isOpen()) return std::nullopt;
    return sftp::readContent(call.transfer(), file.handle(), offset, out, path);
}

std::optional<std::uint64_t> SftpBackend::trySize(const FileId& id, const std::stop_token& stop) {
    Call call{connections_, sftp::Load::Little, options_.traffic, stop};
    const std::string path = pathOf(id);
    return readSize(call.ask(sftp::stat(path)), path);
}

void SftpBackend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    if (type == FileType::Config) {
        if (const auto sizeBytes = trySize({type, {}}, stop)) visit({type, {}}, *sizeBytes);
        return;
    }
    Call call{connections_, sftp::Load::Little, options_.traffic, stop};
    std::vector<std::string> folders{options_.path + '/' + folderOf(type)};
    if (type == FileType::Pack) {
        const std::string packs = std::move(folders.front());
        folders.clear();
        const auto addFolder = [&](const std::string&, const sftp::NamedFile& file) {
            if (file.attributes.isFolder()) folders.push_back(packs + '/' + file.name);
        };
        sftp::listFolders(call.conversation(), {packs}, addFolder, stop);
    }
    const auto meet = [&](const std::string& folder, const sftp::NamedFile& file) {
        throwIfStopped(stop);
        const FileId id{type, file.name};
        // A pack in the wrong folder cannot be loaded: it is not there.
        if (!isListed(id) || folderFor(id) != folder) return;
        if (file.attributes.isRegular() && file.attributes.sizeBytes)
            visit(id, *file.attributes.sizeBytes);
    };
    sftp::listFolders(call.conversation(), folders, meet, stop);
}

bool SftpBackend::remove(const FileId& id, const std::stop_token& stop) {
    Call call{connections_, sftp::Load::Little, options_.traffic, stop};
    const std::string path = pathOf(id);
    const sftp::Status status = sftp::readStatus(call.ask(sftp::remove(path)));
    if (status.code == sftp::StatusCode::NoSuchFile) return false;
    if (!status.isOk())
        sftp::throwChangeRefusal(call.transfer(), status,
                                 {.what = "remove", .path = path, .folder = folderFor(id)});
    if (isRemovalDurable(id.type)) sftp::flushFolder(call.transfer(), folderFor(id));
    return true;
}

}  // namespace tl::storage
