#include "services/security/password.h"

#include <optional>
#include <span>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/platform/file_system.h"
#include "services/security/password_text.h"

namespace tl::services {

namespace {

constexpr std::size_t kPasswordFileMax = std::size_t{1} << 20U;

Secret readPasswordFile(const std::string& path) {
    std::string content = readFile(path, kPasswordFileMax);
    Secret password = decodePasswordText(content);
    wipe(std::as_writable_bytes(std::span{content}));
    return password;
}

bool hasEnvironmentValue(const PasswordSource& source) {
    return source.environmentValue && !source.environmentValue->empty();
}

void requireNoContradiction(const PasswordSource& source) {
    if (!source.file.empty() && !source.command.empty()) {
        throw Error{ErrorKind::InvalidInput,
                    "a password file and a password command are given; use one of them"};
    }
    const bool isGiven =
        !source.file.empty() || !source.command.empty() || hasEnvironmentValue(source);
    if (source.isEmptyAllowed && isGiven) {
        throw Error{ErrorKind::InvalidInput,
                    "a password is given together with --insecure-no-password; use one of them"};
    }
}

/// The password and where it came from, for the message when it is empty.
struct FoundPassword {
    Secret password;
    std::string origin;
};

FoundPassword findPassword(const PasswordSource& source, const std::string& what) {
    if (!source.file.empty()) {
        return {.password = readPasswordFile(source.file),
                .origin = "the password file " + source.file};
    }
    if (!source.command.empty()) {
        throw Error{ErrorKind::Unsupported, "a password command cannot be run yet"};
    }
    if (hasEnvironmentValue(source)) {
        return {.password = Secret::fromText(*source.environmentValue),
                .origin = "the environment"};
    }
    if (source.prompt) {
        return {.password = source.prompt("enter " + what + ": "), .origin = "the answer"};
    }
    throw Error{
        ErrorKind::InvalidInput,
        "there is no " + what + "; give a password file, a password command or RESTIC_PASSWORD"};
}

}  // namespace

Secret resolvePassword(const PasswordSource& source,
                       const std::string& what,
                       const std::stop_token& stop) {
    requireNoContradiction(source);
    if (source.isEmptyAllowed) return {};
    FoundPassword found = findPassword(source, what);
    if (stop.stop_requested()) throw Cancelled{};
    if (found.password.isEmpty()) {
        throw Error{ErrorKind::InvalidInput,
                    "the password from " + found.origin +
                        " is empty; allow it with --insecure-no-password if that is meant"};
    }
    return std::move(found.password);
}

}  // namespace tl::services
