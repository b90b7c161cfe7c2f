#include <cctype>
#include <cerrno>
#include <string>
#include <system_error>

#include "infra/errors/printable.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

/// The system's text for an error, as it reads inside a sentence.
std::string textOf(int errorNumber) {
    std::string text = std::generic_category().message(errorNumber);
    if (!text.empty())
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

/// What a person can do about an error whose text alone does not say it.
std::string_view adviceFor(int errorNumber) {
    switch (errorNumber) {
        case ENOSPC:
            return " (make room on the file system that holds it)";
        case EDQUOT:
            return " (make room there, or have the quota raised)";
        case EMFILE:
            return " (raise the limit of open files, see ulimit -n)";
        default:
            return {};
    }
}

}  // namespace

ErrorKind kindOfSystemError(int errorNumber) noexcept {
    switch (errorNumber) {
        case ENOENT:
        case ENOTDIR:
        case ENODATA:
        case ESRCH:
            return ErrorKind::NotFound;
        case EACCES:
        case EPERM:
        case EROFS:
            return ErrorKind::PermissionDenied;
        case EEXIST:
        case ENOTEMPTY:
            return ErrorKind::AlreadyExists;
        case ENOSPC:
        case EDQUOT:
        case ENOMEM:
        case EMFILE:
        case ENFILE:
        case EFBIG:
        case EMLINK:
            return ErrorKind::ResourceExhausted;
        case EINVAL:
        case ENAMETOOLONG:
        case ELOOP:
        case EISDIR:
        case E2BIG:
        case ERANGE:
            return ErrorKind::InvalidInput;
        case ENOTSUP:
        case ENOSYS:
        case EXDEV:
        case ENOTTY:
            return ErrorKind::Unsupported;
        case EBADF:
        case EFAULT:
            return ErrorKind::Internal;
        default:
            // EIO, ETIMEDOUT, ESTALE, EHOSTDOWN and their like: a device or a network file system
            // failed, and may recover.
            return ErrorKind::Unavailable;
    }
}

void throwSystemError(int errorNumber, std::string_view what, std::string_view path) {
    std::string message = "cannot ";
    message.append(what);
    if (!path.empty()) message.append(" ").append(quoted(path));
    message.append(": ").append(textOf(errorNumber)).append(adviceFor(errorNumber));
    throw Error{kindOfSystemError(errorNumber), message};
}

}  // namespace tl
