#include "storage/smb/smb_options.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/backend_options.h"

namespace tl::storage {

namespace {

constexpr std::string_view kScheme = "smb://";

[[noreturn]] void throwMalformed(const std::string& why) {
    // Without the location: what is malformed may hold a password.
    throw Error{ErrorKind::InvalidInput,
                "the location of the SMB server " + why + "; write smb://USER@HOST/SHARE/FOLDER"};
}

/// Takes `[DOMAIN;]USER` apart.
void parseUser(std::string_view text, SmbOptions& target) {
    if (text.find(':') != std::string_view::npos)
        throwMalformed(
            "holds a password, which others can read there: put it into the environment variable "
            "TIMELOCKER_SMB_PASSWORD, or use the option smb.password-file or smb.password-command");
    const std::size_t semicolon = text.find(';');
    if (semicolon != std::string_view::npos) {
        target.domain = text.substr(0, semicolon);
        text.remove_prefix(semicolon + 1);
    }
    if (text.empty()) throwMalformed("names no user before its @");
    // No account may have one in its name, and shown without its domain it would become one.
    if (text.find(';') != std::string_view::npos) throwMalformed("has a semicolon too many");
    target.user = text;
}

/// Takes `HOST`, `HOST:PORT` or `[ADDRESS]:PORT` apart.
void parseHost(std::string_view text, SmbOptions& target) {
    const bool isBracketed = text.starts_with('[');
    const std::size_t hostEnd = isBracketed ? text.find(']') : text.find(':');
    if (isBracketed && hostEnd == std::string_view::npos)
        throwMalformed("has an address whose bracket is not closed");
    const std::size_t hostStart = isBracketed ? 1 : 0;
    target.host = text.substr(hostStart, hostEnd - hostStart);
    const auto isOdd = [](char letter) {
        return static_cast<unsigned char>(letter) <= ' ' || letter == '%' || letter == '?';
    };
    if (target.host.empty() || std::ranges::any_of(target.host, isOdd))
        throwMalformed("names no host");
    if (hostEnd == std::string_view::npos) return;
    std::string_view rest = text.substr(hostEnd + hostStart);
    if (rest.empty()) return;
    if (!rest.starts_with(':')) throwMalformed("names no host");
    rest.remove_prefix(1);
    const char* const end = rest.data() + rest.size();
    const auto [stoppedAt, status] = std::from_chars(rest.data(), end, target.port);
    if (status != std::errc{} || stoppedAt != end || target.port == 0)
        throwMalformed("names no port between 1 and 65535");
}

/// The share and the path in it, with one slash between names and none at the end.
void parsePath(std::string_view path, SmbOptions& target) {
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (name.empty() || name == ".") continue;
        const auto isOdd = [](char letter) {
            return static_cast<unsigned char>(letter) < ' ' || letter == '\\' || letter == 0x7F;
        };
        if (name == ".." || std::ranges::any_of(name, isOdd))
            throwMalformed("has a name that no SMB server takes: " + quoted(name));
        if (target.share.empty()) {
            target.share = name;
        } else {
            if (!target.path.empty()) target.path += '/';
            target.path += name;
        }
    }
    if (target.share.empty()) throwMalformed("names no share");
}

void readDemand(BackendOptions& own, const std::string& key, SmbDemand& target) {
    std::string text;
    own.readText(key, text);
    if (text == "required")
        target = SmbDemand::Required;
    else if (text == "agreed")
        target = SmbDemand::Agreed;
    else if (!text.empty())
        throw Error{ErrorKind::InvalidInput, "option smb." + key + " is required or agreed"};
}

}  // namespace

std::optional<SmbOptions> parseSmbLocation(std::string_view location) {
    if (!location.starts_with("smb:")) return std::nullopt;
    if (!location.starts_with(kScheme)) throwMalformed("lacks the two slashes");
    const std::string_view rest = location.substr(kScheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view authority = rest.substr(0, slash);
    SmbOptions options;
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        parseUser(authority.substr(0, at), options);
        authority.remove_prefix(at + 1);
    }
    parseHost(authority, options);
    parsePath(rest.substr(slash), options);
    return options;
}

void applySmbOptions(const std::map<std::string, std::string>& options, SmbOptions& smb) {
    BackendOptions own{"smb", options};
    own.readText("domain", smb.domain);
    readDemand(own, "encryption", smb.encryption);
    readDemand(own, "signing", smb.signing);
    own.readText("password-file", smb.passwordFile);
    own.readText("password-command", smb.passwordCommand);
    own.readConnections(smb.connections, smb.connectionsFar);
    own.readText("program", smb.program);
    own.refuseOthers();
}

std::string toLocation(const SmbOptions& options) {
    const bool isAddress = options.host.find(':') != std::string::npos;
    std::string location{kScheme};
    if (!options.user.empty()) location += options.user + '@';
    location += isAddress ? '[' + options.host + ']' : options.host;
    if (options.port != 0) location += ':' + std::to_string(options.port);
    location += '/' + options.share;
    return options.path.empty() ? location : location + '/' + options.path;
}

}  // namespace tl::storage
