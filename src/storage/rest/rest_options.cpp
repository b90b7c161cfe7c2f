#include "storage/rest/rest_options.h"

#include <charconv>

#include "infra/errors/error.h"
#include "storage/backend_options.h"

namespace tl::storage {

namespace {

[[noreturn]] void throwMalformed(const std::string& why) {
    throw Error{ErrorKind::InvalidInput, "the location of a REST server is malformed: " + why};
}

/// Takes `%41` for `A`.
std::string percentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        unsigned value = 0;
        const char* const end = text.data() + i + 3;
        if (i + 3 > text.size() || std::from_chars(text.data() + i + 1, end, value, 16).ptr != end)
            throwMalformed("a percent sign in it is not followed by two hexadecimal digits");
        decoded += static_cast<char>(value);
        i += 2;
    }
    return decoded;
}

/// Cuts user and password off the front of `rest`, which begins behind the scheme.
void takeUser(std::string_view& rest, RestOptions& options) {
    const auto at = rest.substr(0, rest.find('/')).rfind('@');
    if (at == std::string_view::npos) return;
    const std::string_view both = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const auto colon = both.find(':');
    options.user = percentDecoded(both.substr(0, colon));
    if (colon == std::string_view::npos) return;
    std::string password = percentDecoded(both.substr(colon + 1));
    options.password = Secret::fromText(password);
    wipe(std::as_writable_bytes(std::span{password}));
}

/// Reads what stands behind `http+unix://`: the socket's path, a colon, the request's path.
void takeSocket(std::string_view& rest, RestOptions& options) {
    const auto slash = rest.find('/');
    if (slash != 0) throwMalformed("http+unix:// needs the absolute path of a socket");
    const auto colon = rest.find(':');
    options.unixSocket = percentDecoded(rest.substr(0, colon));
    rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
}

bool takePrefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

}  // namespace

std::optional<RestOptions> parseRestLocation(std::string_view location) {
    std::string_view rest = location;
    if (!takePrefix(rest, "rest:")) return std::nullopt;
    if (rest.find_first_of("?# \t\r\n") != std::string_view::npos)
        throwMalformed("it has a question mark, hash sign or white space");
    RestOptions options;
    std::string scheme;
    for (const char* candidate : {"http", "https"}) {
        if (takePrefix(rest, std::string{candidate} + "://")) {
            scheme = candidate;
            takeUser(rest, options);
            if (rest.empty() || rest.front() == '/') throwMalformed("it names no host");
        } else if (takePrefix(rest, std::string{candidate} + "+unix://")) {
            scheme = candidate;
            takeUser(rest, options);
            takeSocket(rest, options);
        }
    }
    if (scheme.empty())
        throwMalformed("write rest:http://HOST:PORT/PATH/, rest:https://… or rest:http+unix://…");
    if (!options.unixSocket.empty()) {
        if (!rest.empty() && rest.front() != '/') throwMalformed("the path behind the socket");
        options.url = scheme + "://localhost";
    } else {
        options.url = scheme + "://";
    }
    options.url += rest;
    if (!options.url.ends_with('/')) options.url += '/';
    return options;
}

void applyRestEnvironment(const VariableReader& variable, RestOptions& rest) {
    if (!rest.user.empty() || !rest.password.isEmpty()) return;
    const auto find = [&](const std::string& name) {
        auto value = variable("TIMELOCKER_" + name);
        return value ? value : variable("RESTIC_" + name);
    };
    rest.user = find("REST_USERNAME").value_or("");
    if (auto password = find("REST_PASSWORD")) {
        rest.password = Secret::fromText(*password);
        wipe(std::as_writable_bytes(std::span{*password}));
    }
}

void applyRestOptions(const std::map<std::string, std::string>& options, RestOptions& rest) {
    BackendOptions mine{"rest", options};
    mine.readConnections(rest.connections, rest.connectionsFar);
    mine.refuseOthers();
}

std::string restLocationText(const RestOptions& rest) {
    if (!rest.location.empty()) return rest.location;
    if (rest.unixSocket.empty()) return "rest:" + rest.url;
    const auto schemeEnd = rest.url.find("://");
    const auto path = rest.url.find('/', schemeEnd + 3);
    return "rest:" + rest.url.substr(0, schemeEnd) + "+unix://" + rest.unixSocket + ":" +
           rest.url.substr(path);
}

}  // namespace tl::storage
