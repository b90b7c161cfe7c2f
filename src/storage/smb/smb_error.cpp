#include "storage/smb/smb_error.h"

#include <cctype>
#include <cerrno>
#include <string>
#include <system_error>

#include "infra/errors/printable.h"
#include "infra/platform/system_error.h"

namespace tl::storage {

namespace {

std::string textOf(int errorNumber) {
    switch (errorNumber) {
        case EACCES:
        case EPERM:
            return "the server refuses it to this user (the share or the folder may be read-only)";
        case ENOSPC:
            return "the server's disk is full, or a quota there is used up (make room on it)";
        case EBADF:
        case EINVAL:
            return "the connection broke, or the server refuses it";
        default:
            break;
    }
    std::string text = std::generic_category().message(errorNumber);
    if (!text.empty())
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

}  // namespace

ErrorKind kindOfSmbError(int errorNumber) noexcept {
    switch (errorNumber) {
        case EINVAL:
        case EBADF:   // The connection is gone, and with it the open file.
        case ENOMEM:  // The server's, most likely.
        case ENODATA:
        case ESRCH:
            return ErrorKind::Unavailable;
        default:
            return kindOfSystemError(errorNumber);
    }
}

void throwSmbError(int errorNumber, std::string_view what, std::string_view path) {
    std::string message = "cannot ";
    message.append(what).append(" ").append(quoted(path)).append(": ").append(textOf(errorNumber));
    throw Error{kindOfSmbError(errorNumber), message};
}

void throwSmbLoginError(int errorNumber, const SmbOptions& options) {
    const std::string server = "the SMB server " + quoted(options.host);
    switch (errorNumber) {
        case EACCES:
        case EPERM: {
            std::string message = server + " refuses the user " + quoted(options.user) +
                                  " or the share " + quoted(options.share) +
                                  ": look at user, password, smb.domain and rights";
            if (options.encryption == SmbDemand::Required)
                message += "; or it does not offer the encryption that smb.encryption asks for";
            if (options.signing == SmbDemand::Required)
                message += "; or it does not offer the signing that smb.signing asks for";
            throw Error{ErrorKind::PermissionDenied, message};
        }
        case ENOENT:
        case ENODEV:
            throw Error{ErrorKind::NotFound, server + " has no share " + quoted(options.share) +
                                                 ", or there is no such server (see smbclient -L)"};
        case EPROTONOSUPPORT:
        case ENOSYS:
            throw Error{ErrorKind::Unsupported, server + " speaks neither SMB 2 nor SMB 3"};
        default:
            throw Error{ErrorKind::Unavailable, "cannot connect to " + server + ": " +
                                                    textOf(errorNumber) +
                                                    " (SMB 2 or 3 is needed)"};
    }
}

}  // namespace tl::storage
