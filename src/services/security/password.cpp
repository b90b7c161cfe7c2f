#include "services/security/password.h"

#include <span>
#include <utility>

#include "infra/engine/filter/text_lines.h"
#include "infra/errors/error.h"
#include "infra/platform/command_line.h"
#include "infra/platform/file_system.h"
#include "infra/platform/process.h"

namespace tl::services {

namespace {

/// Far beyond any password: bounds what a wrong path or command can make us read.
constexpr std::size_t kPasswordTextMax = std::size_t{1} << 20U;

/// `text` without white space at both ends; wipes it.
Secret toPassword(std::string& text) {
    Secret password = Secret::fromText(engine::trimSpace(text));
    wipe(std::as_writable_bytes(std::span{text}));
    return password;
}

Secret readPasswordFile(const std::string& path) {
    std::string content = readFile(path, kPasswordTextMax);
    std::string text = engine::decodeText(content);
    wipe(std::as_writable_bytes(std::span{content}));
    return toPassword(text);
}

Secret runPasswordCommand(const std::string& command, const std::stop_token& stop) {
    // In our process group, so that it can ask its user for a passphrase on the terminal.
    CapturedOutput output =
        captureOutput({.arguments = splitCommandLine(command), .group = ProcessGroup::Shared},
                      kPasswordTextMax, stop);
    std::string text{reinterpret_cast<const char*>(output.bytes.data()), output.bytes.size()};
    wipe(output.bytes);
    Secret password = toPassword(text);
    if (output.status.isSuccess()) return password;
    throw Error{ErrorKind::InvalidInput,
                "the password command ended with " + toText(output.status)};
}

bool hasEnvironmentValue(const PasswordSource& source) {
    return source.environmentValue && !source.environmentValue->empty();
}

void requireNoContradiction(const PasswordSource& source) {
    if (!source.file.empty() && !source.command.empty()) {
        throw Error{ErrorKind::InvalidInput,
                    "a password file and a password command are given; use one of them"};
    }
    const bool isGiven = !source.file.empty() || !source.command.empty() ||
                         !source.reference.empty() || hasEnvironmentValue(source);
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

FoundPassword findPassword(const PasswordSource& source,
                           const std::string& what,
                           SecretSource* secrets,
                           const std::stop_token& stop) {
    if (!source.file.empty()) {
        return {.password = readPasswordFile(source.file),
                .origin = "the password file " + source.file};
    }
    if (!source.command.empty()) {
        return {.password = runPasswordCommand(source.command, stop),
                .origin = "the password command"};
    }
    if (!source.reference.empty()) {
        if (secrets == nullptr)
            throw Error{ErrorKind::Internal, "nobody here can look up " + source.reference};
        return {.password = secrets->fetch(parseSecretReference(source.reference), what,
                                           Asking::Allowed, stop),
                .origin = source.reference};
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
    return resolvePassword(source, what, nullptr, stop);
}

Secret resolvePassword(const PasswordSource& source,
                       const std::string& what,
                       SecretSource* secrets,
                       const std::stop_token& stop) {
    requireNoContradiction(source);
    if (source.isEmptyAllowed) return {};
    FoundPassword found = findPassword(source, what, secrets, stop);
    if (stop.stop_requested()) throw Cancelled{};
    if (found.password.isEmpty()) {
        throw Error{ErrorKind::InvalidInput,
                    "the password from " + found.origin +
                        " is empty; allow it with --insecure-no-password if that is meant"};
    }
    return std::move(found.password);
}

bool isAskedFor(const PasswordSource& source) {
    return source.prompt && source.file.empty() && source.command.empty() &&
           source.reference.empty() && !hasEnvironmentValue(source) && !source.isEmptyAllowed;
}

}  // namespace tl::services
