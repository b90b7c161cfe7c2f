#include "storage/nfs/nfs_error.h"

#include <string>

#include <nfsc/libnfs-zdr.h>
// The order matters: this header of libnfs does not compile alone.
#include <nfsc/libnfs-raw-nfs.h>

#include "infra/errors/printable.h"

namespace tl::storage {

namespace {

std::string textOf(int status) {
    switch (status) {
        case NFS3ERR_PERM:
        case NFS3ERR_ACCES:
            return "the server refuses it to this user (see the options nfs.uid and nfs.gid, and "
                   "who owns the folder on the server)";
        case NFS3ERR_NOENT:
            return "no such file or folder";
        case NFS3ERR_IO:
            return "the server's disk failed";
        case NFS3ERR_EXIST:
            return "there is one already";
        case NFS3ERR_NOTDIR:
            return "not a folder";
        case NFS3ERR_FBIG:
            return "larger than the server allows";
        case NFS3ERR_NOSPC:
            return "the server's disk is full (make room on it)";
        case NFS3ERR_ROFS:
            return "the server exports it read-only";
        case NFS3ERR_DQUOT:
            return "the user's quota on the server is used up (make room there, or have it raised)";
        case NFS3ERR_STALE:
        case NFS3ERR_BADHANDLE:
            return "the server no longer knows the file or folder that was open";
        case NFS3ERR_JUKEBOX:
            return "the server needs more time";
        case NFS3ERR_NOTSUPP:
            return "the server cannot do that";
        default:
            return "the server answers with NFS error " + std::to_string(status);
    }
}

}  // namespace

ErrorKind kindOfNfsStatus(int status) noexcept {
    switch (status) {
        case NFS3ERR_NOENT:
        case NFS3ERR_NOTDIR:
            return ErrorKind::NotFound;
        case NFS3ERR_PERM:
        case NFS3ERR_ACCES:
        case NFS3ERR_ROFS:
            return ErrorKind::PermissionDenied;
        case NFS3ERR_EXIST:
        case NFS3ERR_NOTEMPTY:
            return ErrorKind::AlreadyExists;
        case NFS3ERR_FBIG:
        case NFS3ERR_NOSPC:
        case NFS3ERR_DQUOT:
        case NFS3ERR_MLINK:
            return ErrorKind::ResourceExhausted;
        case NFS3ERR_ISDIR:
        case NFS3ERR_INVAL:
        case NFS3ERR_NAMETOOLONG:
            return ErrorKind::InvalidInput;
        case NFS3ERR_NOTSUPP:
        case NFS3ERR_XDEV:
            return ErrorKind::Unsupported;
        default:
            // IO, STALE, JUKEBOX, SERVERFAULT and what nobody has heard of: it may pass.
            return ErrorKind::Unavailable;
    }
}

void throwNfsError(int status, std::string_view what, std::string_view path) {
    std::string message = "cannot ";
    message.append(what).append(" ").append(quoted(path)).append(": ").append(textOf(status));
    throw Error{kindOfNfsStatus(status), message};
}

}  // namespace tl::storage
