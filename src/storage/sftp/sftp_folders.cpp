#include "storage/sftp/sftp_folders.h"

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/sftp/sftp_failure.h"

namespace tl::storage::sftp {

namespace {

/// What keeps a folder from being made that is not there.
void requireFolder(const Transfer& transfer, const std::string& folder, const Status& status) {
    Conversation& conversation = transfer.conversation;
    const Reply found = conversation.receive(conversation.send(stat(folder)), transfer.stop);
    if (found.type == PacketType::Attributes) {
        const FileAttributes attributes = readAttributes(found);
        // Without a mode the server keeps it to itself what is there.
        if (attributes.isFolder() || !attributes.mode) return;
        throw Error{ErrorKind::AlreadyExists,
                    quoted(folder) + " on the SFTP server is a file; a folder is needed there"};
    }
    const std::size_t slash = folder.rfind('/');
    const std::string above = slash == std::string::npos ? "." : folder.substr(0, slash + 1);
    throwChangeRefusal(transfer, status, {.what = "make folder", .path = folder, .folder = above});
}

}  // namespace

std::vector<std::string> withParents(const std::string& path) {
    std::vector<std::string> folders;
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1))
        folders.push_back(path.substr(0, slash));
    folders.push_back(path);
    return folders;
}

void makeFolders(const Transfer& transfer,
                 const std::vector<std::string>& folders,
                 std::uint32_t permissionBits) {
    std::vector<RequestId> requests;
    for (const std::string& folder : folders)
        requests.push_back(transfer.conversation.send(makeFolder(folder, permissionBits)));
    for (std::size_t i = 0; i < folders.size(); ++i) {
        const Status status = readStatus(transfer.conversation.receive(requests[i], transfer.stop));
        if (!status.isOk()) requireFolder(transfer, folders[i], status);
    }
}

}  // namespace tl::storage::sftp
