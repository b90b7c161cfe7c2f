#include "storage/sftp/sftp_failure.h"

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/sftp/sftp_requests.h"

namespace tl::storage::sftp {

namespace {

ErrorKind kindOf(StatusCode code) {
    switch (code) {
        case StatusCode::NoSuchFile:
            return ErrorKind::NotFound;
        case StatusCode::PermissionDenied:
            return ErrorKind::PermissionDenied;
        case StatusCode::BadMessage:
            return ErrorKind::InvalidInput;
        case StatusCode::Unsupported:
            return ErrorKind::Unsupported;
        case StatusCode::Ok:
        case StatusCode::EndOfFile:
        case StatusCode::Failure:
        case StatusCode::NoConnection:
        case StatusCode::ConnectionLost:
            break;
    }
    return ErrorKind::Unavailable;
}

/// Beyond these bytes a server's words say nothing that helps.
constexpr std::size_t kMessageMax = 200;

std::string reasonOf(const Status& status) {
    switch (status.code) {
        case StatusCode::NoSuchFile:
            return "no such file or folder";
        case StatusCode::PermissionDenied:
            return "permission denied";
        case StatusCode::Unsupported:
            return "the server has no such operation";
        default:
            break;
    }
    std::string code = "code " + std::to_string(static_cast<std::uint32_t>(status.code));
    if (status.message.empty()) return code;
    return "it says " + quoted(status.message.substr(0, kMessageMax)) + " (" + code + ")";
}

std::string sentence(std::string_view what, std::string_view path, std::string_view reason) {
    std::string text = "cannot ";
    text.append(what).append(" ").append(quoted(path)).append(" on the SFTP server: ");
    return text.append(reason);
}

}  // namespace

void throwRefusal(const Status& status, std::string_view what, std::string_view path) {
    throw Error{kindOf(status.code), sentence(what, path, reasonOf(status))};
}

void throwChangeRefusal(const Transfer& transfer,
                        const Status& status,
                        const RefusedChange& change) {
    Conversation& conversation = transfer.conversation;
    if (status.code == StatusCode::Failure && conversation.features().hasVolume) {
        const Reply volume =
            conversation.receive(conversation.send(volumeOf(change.folder)), transfer.stop);
        if (volume.type == PacketType::ExtendedReply)
            throwWriteRefusal(status, readVolume(volume), change.neededBytes, change.what,
                              change.path);
    }
    throwRefusal(status, change.what, change.path);
}

void throwWriteRefusal(const Status& status,
                       const Volume& volume,
                       std::uint64_t neededBytes,
                       std::string_view what,
                       std::string_view path) {
    if (volume.isReadOnly) {
        throw Error{ErrorKind::PermissionDenied,
                    sentence(what, path, "its file system is mounted read-only")};
    }
    const bool hasNoFiles = volume.allFiles > 0 && volume.freeFiles == 0;
    if (volume.freeBytes <= neededBytes || hasNoFiles) {
        throw Error{ErrorKind::ResourceExhausted,
                    sentence(what, path, "its file system is full (make room there)")};
    }
    throwRefusal(status, what, path);
}

}  // namespace tl::storage::sftp
