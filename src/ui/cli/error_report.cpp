#include "ui/cli/error_report.h"

#include "ui/cli/json_line.h"

namespace tl::cli {

std::string adviceFor(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::NoRepository:
            return "Check the location (-r), or make a repository there with `tl init`.";
        case ErrorKind::WrongPassword:
            return "Check where the password comes from: --password-file, --password-command, "
                   "RESTIC_PASSWORD or what you type.";
        case ErrorKind::Locked:
            return "Wait for the other process, or try for a while with --retry-lock 5m. If it is "
                   "gone, `tl unlock` removes its lock.";
        case ErrorKind::AlreadyExists:
            return "Choose another place, or use what is there.";
        case ErrorKind::PermissionDenied:
            return "Run as a user who may do this, or give this user the permission.";
        case ErrorKind::Unavailable:
            return "Check the connection or the device, then run the command again.";
        case ErrorKind::ResourceExhausted:
            return "Make room (disk, quota or memory), then run the command again.";
        case ErrorKind::Corrupted:
            return "Run `tl check --read-data` to learn how much is damaged, and keep a copy of "
                   "the repository before any repair.";
        case ErrorKind::Unsupported:
            return "A newer version of this program may be able to do it.";
        case ErrorKind::Internal:
            return "This is a mistake in TimeLocker; please report it with the message above.";
        case ErrorKind::InvalidInput:
        case ErrorKind::NotFound:
            return {};
    }
    return {};
}

std::string adviceFor(const Error& error) {
    return error.hasHint() ? std::string{} : adviceFor(error.kind());
}

void reportFailure(int exitCode,
                   const std::string& message,
                   const std::string& advice,
                   OutputForm form,
                   Console& console) {
    if (form == OutputForm::Json) {
        console.printError(
            toLine(Json{{"message_type", "exit_error"}, {"code", exitCode}, {"message", message}}));
        return;
    }
    constexpr int kIncomplete = 3;  // Done, but for some items.
    const char* severity = exitCode == kIncomplete ? "Warning: " : "Fatal: ";
    console.printError(severity + message + "\n");
    if (!advice.empty()) console.printError(advice + "\n");
}

}  // namespace tl::cli
