#include "storage/sftp/ssh_failure.h"

#include <array>

#include "infra/errors/printable.h"

namespace tl::storage::sftp {

namespace {

/// What ssh says, in its own words, which are in no language but English, and what it means.
struct Meaning {
    std::string_view words;
    ErrorKind kind;
    std::string_view advice;
};

// The first that fits counts: what is certain stands before what is general.
constexpr std::array<Meaning, 15> kMeanings{{
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", ErrorKind::PermissionDenied,
     "the server's host key is another than the known one; if that is right, remove the old key "
     "with ssh-keygen -R"},
    {"Host key verification failed", ErrorKind::PermissionDenied,
     "the server's host key is not known; connect once with ssh by hand and compare it"},
    {"UNPROTECTED PRIVATE KEY FILE", ErrorKind::PermissionDenied,
     "ssh ignores a private key that others may read; take their permissions away"},
    {"Permission denied (", ErrorKind::PermissionDenied,
     "the server accepts none of our keys; see that `ssh HOST` logs in without a password, or "
     "name a key with -o sftp.args='-i FILE'"},
    {"Too many authentication failures", ErrorKind::PermissionDenied,
     "the agent offered too many keys; name the right one with -o sftp.args='-i FILE -o "
     "IdentitiesOnly=yes'"},
    {"subsystem request failed", ErrorKind::Unsupported,
     "the server offers no SFTP; let it say `Subsystem sftp internal-sftp` in its sshd_config"},
    {"Temporary failure in name resolution", ErrorKind::Unavailable,
     "the server's name could not be looked up"},
    {"Could not resolve hostname", ErrorKind::InvalidInput,
     "the server's name is unknown; check the location's spelling"},
    {"Bad configuration option", ErrorKind::InvalidInput,
     "ssh does not understand its configuration"},
    {"Unable to negotiate", ErrorKind::Unsupported,
     "ssh and the server have no cipher or key type in common"},
    {"Connection refused", ErrorKind::Unavailable, "nothing listens there; is sshd running?"},
    {"Connection timed out", ErrorKind::Unavailable, "the server did not answer"},
    {"No route to host", ErrorKind::Unavailable, "the server could not be reached"},
    {"Network is unreachable", ErrorKind::Unavailable, "there is no network"},
    {"Exceeded MaxStartups", ErrorKind::Unavailable,
     "the server takes no more connections; lower -o sftp.connections"},
}};

std::string_view withoutEnd(std::string_view text) {
    const std::size_t last = text.find_last_not_of(" \r\n\t");
    return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

/// ssh's own failures end with this; any other is that of a program that is no way to a server.
constexpr int kSshFailure = 255;

const Meaning* meaningOf(std::string_view errors) {
    for (const Meaning& meaning : kMeanings)
        if (errors.find(meaning.words) != std::string_view::npos) return &meaning;
    return nullptr;
}

std::string lastWordsOf(const ProgramEnd& end) {
    std::string text = "; " + end.program;
    text.append(end.status ? " ended with " + toText(*end.status) : " closed its output");
    const std::string_view words = withoutEnd(end.errors);
    return text + (words.empty() ? " and said nothing" : " and said: " + withoutControls(words));
}

}  // namespace

Error errorOf(const ProgramEnd& end) {
    // What was open can be opened again: worth a retry, whatever ended it.
    if (end.wasOpen) {
        return Error{ErrorKind::Unavailable,
                     "the connection to the SFTP server was lost" + lastWordsOf(end)};
    }
    std::string message = "cannot connect to the SFTP server";
    if (const Meaning* meaning = meaningOf(end.errors)) {
        message.append(": ").append(meaning->advice);
        return Error{meaning->kind, message + lastWordsOf(end)};
    }
    const bool isWayBroken =
        end.status && (end.status->signal != 0 || end.status->code == kSshFailure);
    return Error{isWayBroken ? ErrorKind::Unavailable : ErrorKind::Unsupported,
                 message + lastWordsOf(end)};
}

}  // namespace tl::storage::sftp
