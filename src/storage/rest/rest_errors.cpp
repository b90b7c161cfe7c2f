#include "storage/rest/rest_errors.h"

#include <utility>

namespace tl::storage {

namespace {

/// What it means, and what to do about it.
std::pair<ErrorKind, const char*> meaningOf(int status) {
    switch (status) {
        case 401:
            return {ErrorKind::PermissionDenied,
                    "the server does not accept this user and password"};
        case 403:
            return {ErrorKind::PermissionDenied,
                    "the server does not allow it: it may be append-only, or the repository "
                    "another user's"};
        case 404:
            return {ErrorKind::NoRepository, "the server knows no such path"};
        case 405:
        case 501:
            return {ErrorKind::Unsupported,
                    "the server offers no such request; is it a REST server for restic?"};
        case 407:
            return {ErrorKind::PermissionDenied, "the proxy wants a user and a password"};
        case 400:  // The server compares what it got with its name.
            return {ErrorKind::Unavailable, "the server got it damaged"};
        case 408:
        case 429:
            return {ErrorKind::Unavailable, "the server is busy"};
        case 411:
        case 414:
        case 431:
            return {ErrorKind::Unsupported,
                    "the server, or a proxy before it, refuses requests of "
                    "this form"};
        case 413:
            return {ErrorKind::ResourceExhausted,
                    "the file is larger than the server, or a proxy before it, allows"};
        case 507:
            return {ErrorKind::ResourceExhausted, "the server's disk or quota is full"};
        default:
            break;
    }
    if (status >= 300 && status < 400)
        return {ErrorKind::InvalidInput,
                "the server sends requests elsewhere; use the address that it names"};
    if (status >= 500) return {ErrorKind::Unavailable, "the server failed"};
    if (status >= 400) return {ErrorKind::InvalidInput, "the server refuses the request"};
    return {ErrorKind::Unavailable, "the server's answer makes no sense"};
}

}  // namespace

Error restError(int status, const std::string& doing, const std::string& location) {
    const auto& [kind, meaning] = meaningOf(status);
    return Error{kind,
                 doing + ": " + meaning + " (HTTP status " + std::to_string(status) + ")",
                 {{"location", location}}};
}

}  // namespace tl::storage
