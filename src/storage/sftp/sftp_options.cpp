#include "storage/sftp/sftp_options.h"

#include <charconv>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/command_line.h"
#include "storage/backend_options.h"

namespace tl::storage {

namespace {

[[noreturn]] void throwUnreadable(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the location of the repository " + why +
                                             "; write sftp:USER@HOST:PATH or "
                                             "sftp://USER@HOST:PORT/PATH"};
}

/// The text before the first `separator`, which `text` then begins behind; nothing without one.
std::optional<std::string_view> cutFirst(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view first = text.substr(0, at);
    text.remove_prefix(at + 1);
    return first;
}

/// Cuts `[…]`, an IPv6 address, off the front of `text`; nothing when there is none.
std::optional<std::string_view> cutBracketed(std::string_view& text) {
    if (!text.starts_with('[')) return std::nullopt;
    std::string_view rest = text.substr(1);
    const auto inner = cutFirst(rest, ']');
    if (!inner) throwUnreadable("opens a bracket and does not close it");
    text = rest;
    return inner;
}

/// Cuts `user@` off the front of `text`: a user's name may hold the sign itself, a host's cannot.
std::string cutUser(std::string_view& text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos) return {};
    std::string user{text.substr(0, at)};
    text.remove_prefix(at + 1);
    return user;
}

std::uint16_t parsePort(std::string_view text) {
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, port);
    if (status != std::errc{} || rest != end || port == 0)
        throwUnreadable("has a port that is no number from 1 to 65535");
    return port;
}

int hexValue(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    const char lower = static_cast<char>(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Of a URL: `%41` is A.
std::string withoutPercents(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
        if (low < 0) throwUnreadable("has a % without two hex digits; write %25 for the sign");
        plain += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return plain;
}

SftpOptions parseUrl(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) throwUnreadable("names no folder");
    const std::string_view path = text.substr(slash + 1);
    std::string_view server = text.substr(0, slash);
    SftpOptions options;
    options.user = withoutPercents(cutUser(server));
    if (options.user.find(':') != std::string::npos)
        throwUnreadable("holds a password, which ssh takes from nobody; use a key or an agent");
    if (const auto address = cutBracketed(server)) {
        options.host = *address;
        if (!server.empty() && !cutFirst(server, ':')->empty())
            throwUnreadable("has something between address and port");
    } else {
        std::string_view port = server;
        const auto host = cutFirst(port, ':');
        options.host = host ? *host : server;
        server = host ? port : std::string_view{};
    }
    if (!server.empty()) options.port = parsePort(server);
    options.path = withoutPercents(path);
    return options;
}

SftpOptions parsePlain(std::string_view text) {
    SftpOptions options;
    // A bracket hides the colons of an address, also behind a user's name.
    std::string_view ahead = text;
    const std::size_t bracket = text.find('[');
    if (bracket != std::string_view::npos && (bracket == 0 || text[bracket - 1] == '@')) {
        options.user = text.substr(0, bracket == 0 ? 0 : bracket - 1);
        ahead.remove_prefix(bracket);
        options.host = *cutBracketed(ahead);
        if (!ahead.starts_with(':')) throwUnreadable("names no folder");
        options.path = ahead.substr(1);
        return options;
    }
    auto server = cutFirst(ahead, ':');
    if (!server) throwUnreadable("names no folder");
    options.user = cutUser(*server);
    options.host = *server;
    options.path = ahead;
    return options;
}

/// Without slashes at the end; an empty path is where the server puts the user.
std::string cleaned(std::string path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    return path.empty() ? "." : path;
}

void check(const SftpOptions& options) {
    if (options.host.empty()) throwUnreadable("names no host");
    // ssh would take it for an option.
    if (options.host.starts_with('-')) throwUnreadable("has a host that begins with a dash");
    if (options.path.starts_with('~')) {
        throw Error{ErrorKind::InvalidInput,
                    "the path " + quoted(options.path) +
                        " begins with ~, which SFTP servers do not know; leave it and the slash "
                        "away for a folder in the remote home"};
    }
}

}  // namespace

std::optional<SftpOptions> parseSftpLocation(std::string_view location) {
    constexpr std::string_view kScheme = "sftp:";
    if (!location.starts_with(kScheme)) return std::nullopt;
    location.remove_prefix(kScheme.size());
    SftpOptions options =
        location.starts_with("//") ? parseUrl(location.substr(2)) : parsePlain(location);
    options.path = cleaned(std::move(options.path));
    check(options);
    return options;
}

void applySftpOptions(const std::map<std::string, std::string>& options, SftpOptions& sftp) {
    BackendOptions own{"sftp", options};
    own.readConnections(sftp.connections, sftp.connectionsFar);
    own.readText("command", sftp.command);
    own.readText("args", sftp.arguments);
    own.refuseOthers();
}

std::string toText(const SftpOptions& options) {
    const std::string user = options.user.empty() ? std::string{} : options.user + '@';
    if (options.port == 0) return "sftp:" + user + options.host + ':' + options.path;
    return "sftp://" + user + options.host + ':' + std::to_string(options.port) + '/' +
           options.path;
}

std::vector<std::string> sftpCommand(const SftpOptions& options, Asking asking) {
    if (!options.command.empty()) {
        if (!options.arguments.empty())
            throw Error{ErrorKind::InvalidInput,
                        "options sftp.command and sftp.args exclude each other"};
        return splitCommandLine(options.command);
    }
    std::vector<std::string> words{"ssh"};
    if (!options.arguments.empty()) {
        const auto more = splitCommandLine(options.arguments);
        words.insert(words.end(), more.begin(), more.end());
    }
    // As the program sftp has them: what a configuration says for shells does not concern us. A
    // master of ours would end under those who share it.
    for (const char* option :
         {"ClearAllForwardings=yes", "PermitLocalCommand=no", "RemoteCommand=none", "ForwardX11=no",
          "ForwardAgent=no", "RequestTTY=no", "ControlMaster=no"})
        words.insert(words.end(), {"-o", option});
    if (asking == Asking::Forbidden) words.insert(words.end(), {"-o", "BatchMode=yes"});
    if (options.port != 0) words.insert(words.end(), {"-p", std::to_string(options.port)});
    if (!options.user.empty()) words.insert(words.end(), {"-l", options.user});
    words.insert(words.end(), {"-s", options.host, "sftp"});
    return words;
}

}  // namespace tl::storage
