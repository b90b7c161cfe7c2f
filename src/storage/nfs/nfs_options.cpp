#include "storage/nfs/nfs_options.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/backend_options.h"

namespace tl::storage {

namespace {

constexpr std::string_view kScheme = "nfs://";

[[noreturn]] void throwMalformed(std::string_view location, const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the location " + quoted(location) + " " + why +
                                             "; write nfs://HOST/EXPORT/FOLDER"};
}

std::uint16_t parsePort(std::string_view text, std::string_view location) {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, port);
    if (status != std::errc{} || rest != end || port == 0)
        throwMalformed(location, "names no port between 1 and 65535");
    return port;
}

/// Takes `HOST`, `HOST:PORT` or `[ADDRESS]:PORT` apart.
void parseAuthority(std::string_view text, std::string_view location, NfsOptions& target) {
    const bool isBracketed = text.starts_with('[');
    const std::size_t hostEnd = isBracketed ? text.find(']') : text.find(':');
    if (isBracketed && hostEnd == std::string_view::npos)
        throwMalformed(location, "has an address whose bracket is not closed");
    target.host = text.substr(isBracketed ? 1 : 0, hostEnd - (isBracketed ? 1 : 0));
    const auto isOdd = [](char letter) {
        return static_cast<unsigned char>(letter) <= ' ' || letter == '@' || letter == '?';
    };
    if (target.host.empty() || std::ranges::any_of(target.host, isOdd))
        throwMalformed(location, "names no host");
    if (hostEnd == std::string_view::npos) return;
    std::string_view rest = text.substr(hostEnd + (isBracketed ? 1 : 0));
    if (rest.empty()) return;
    if (!rest.starts_with(':')) throwMalformed(location, "names no host");
    target.nfsPort = parsePort(rest.substr(1), location);
}

/// One slash between names and none at the end.
std::string plainPath(std::string_view path, std::string_view location) {
    std::string plain;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view name = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (name.empty() || name == ".") continue;
        if (name == "..") throwMalformed(location, "goes upwards by \"..\"");
        plain.append("/").append(name);
    }
    if (plain.empty()) throwMalformed(location, "names no exported folder");
    if (plain.find('\0') != std::string::npos) throwMalformed(location, "has a zero byte");
    return plain;
}

struct Bounds {
    std::uint32_t least = 0;
    std::uint32_t most = 0;
};

/// Nothing when the option is not given.
std::optional<std::uint32_t> readNumber(BackendOptions& own, std::string_view key, Bounds bounds) {
    std::string text;
    own.readText(key, text);
    if (text.empty()) return std::nullopt;
    std::uint32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, number);
    if (status != std::errc{} || rest != end || number < bounds.least || number > bounds.most)
        throw Error{ErrorKind::InvalidInput,
                    "option nfs." + std::string{key} + " needs a number from " +
                        std::to_string(bounds.least) + " to " + std::to_string(bounds.most)};
    return number;
}

}  // namespace

std::optional<NfsOptions> parseNfsLocation(std::string_view location) {
    if (!location.starts_with("nfs:")) return std::nullopt;
    if (!location.starts_with(kScheme)) throwMalformed(location, "lacks the two slashes");
    const std::string_view rest = location.substr(kScheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    NfsOptions options;
    parseAuthority(rest.substr(0, slash), location, options);
    options.path = plainPath(rest.substr(slash), location);
    return options;
}

void applyNfsOptions(const std::map<std::string, std::string>& options, NfsOptions& nfs) {
    constexpr Bounds kUserIds{.least = 0, .most = 0x7FFFFFFF};  // libnfs takes an int.
    constexpr Bounds kPorts{.least = 1, .most = 65535};
    BackendOptions own{"nfs", options};
    own.readConnections(nfs.connections, nfs.connectionsFar);
    if (const auto id = readNumber(own, "uid", kUserIds)) nfs.userId = id;
    if (const auto id = readNumber(own, "gid", kUserIds)) nfs.groupId = id;
    if (const auto port = readNumber(own, "nfsport", kPorts))
        nfs.nfsPort = static_cast<std::uint16_t>(*port);
    if (const auto port = readNumber(own, "mountport", kPorts))
        nfs.mountPort = static_cast<std::uint16_t>(*port);
    own.refuseOthers();
}

std::string toLocation(const NfsOptions& options) {
    const bool isAddress = options.host.find(':') != std::string::npos;
    std::string location{kScheme};
    location += isAddress ? '[' + options.host + ']' : options.host;
    if (options.nfsPort != 0) location += ':' + std::to_string(options.nfsPort);
    return location + options.path;
}

}  // namespace tl::storage
