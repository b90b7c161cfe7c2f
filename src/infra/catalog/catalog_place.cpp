#include "infra/catalog/catalog_place.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/user_folders.h"

namespace tl::catalog {

namespace {

constexpr std::string_view kScheme = "postgresql://";
constexpr std::string_view kShortScheme = "postgres://";
constexpr std::string_view kMemory = ":memory:";

[[noreturn]] void refuse(const std::string& why) {
    throw Error{ErrorKind::InvalidInput,
                "the catalog's place is wrong: " + why +
                    "; it is the path of a file, or postgresql://USER@HOST:PORT/DATABASE"};
}

void requirePort(const std::string& text) {
    constexpr int kPortMax = 65535;
    int port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (problem != std::errc{} || end != text.data() + text.size() || port < 1 || port > kPortMax)
        refuse(tl::quoted(text) + " is no port");
}

/// Takes `user@host:port` apart.
void readAuthority(std::string_view authority, std::map<std::string, std::string>& connection) {
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        const std::string_view user = authority.substr(0, at);
        if (user.find(':') != std::string_view::npos)
            throw Error{ErrorKind::InvalidInput,
                        "the catalog's URL holds a password, which others could see: put it in "
                        "~/.pgpass or in the variable PGPASSWORD"};
        if (!user.empty()) connection["user"] = user;
        authority.remove_prefix(at + 1);
    }
    const std::size_t bracket = authority.rfind(']');  // Of an IPv6 address.
    const std::size_t colon = authority.rfind(':');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        connection["port"] = authority.substr(colon + 1);
        requirePort(connection["port"]);
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']'))
        authority = authority.substr(1, authority.size() - 2);
    if (!authority.empty()) connection["host"] = authority;
}

void readKeywords(std::string_view text, std::map<std::string, std::string>& connection) {
    constexpr std::array<std::string_view, 8> kKnown{
        "sslmode", "sslrootcert", "sslcert",         "sslkey",
        "service", "passfile",    "connect_timeout", "host"};  // host: the folder of a socket.
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = pair.find('=');
        const std::string_view key = pair.substr(0, equals);
        if (equals == std::string_view::npos || std::ranges::find(kKnown, key) == kKnown.end())
            refuse(tl::quoted(pair) + " is no setting that can be given there");
        connection[std::string{key}] = pair.substr(equals + 1);
    }
}

CatalogPlace parseUrl(std::string_view rest) {
    if (rest.find('%') != std::string_view::npos)
        refuse(
            "escapes (%) are not understood; put the connection in ~/.pg_service.conf and give "
            "postgresql:///?service=NAME");
    CatalogPlace place;
    const std::size_t question = rest.find('?');
    const std::string_view keywords =
        question == std::string_view::npos ? std::string_view{} : rest.substr(question + 1);
    rest = rest.substr(0, question);
    const std::size_t slash = rest.find('/');
    readAuthority(rest.substr(0, slash), place.connection);
    if (slash != std::string_view::npos && slash + 1 < rest.size())
        place.connection["dbname"] = rest.substr(slash + 1);
    readKeywords(keywords, place.connection);
    if (!place.connection.contains("dbname") && !place.connection.contains("service"))
        refuse("no database is named");
    for (const auto& [key, value] : place.connection)
        if (value.find_first_of("'\"\\ \t\n") != std::string::npos)
            refuse(tl::quoted(value) + " has a blank, a quote or a backslash");
    return place;
}

}  // namespace

std::string CatalogPlace::text() const {
    if (isFile()) return file;
    const auto part = [this](const char* before, const char* key, const char* after) {
        const auto found = connection.find(key);
        return found == connection.end() ? std::string{} : before + found->second + after;
    };
    return std::string{kScheme} + part("", "user", "@") + part("", "host", "") +
           part(":", "port", "") + "/" + part("", "dbname", "") + part("?service=", "service", "");
}

CatalogPlace parseCatalogPlace(std::string_view text) {
    if (text.empty()) return {.file = usualCatalogFile()};
    for (const std::string_view scheme : {kScheme, kShortScheme})
        if (text.starts_with(scheme)) return parseUrl(text.substr(scheme.size()));
    if (text == kMemory) return {.file = std::string{kMemory}};
    if (!text.starts_with('/')) refuse(tl::quoted(text) + " does not begin with /");
    if (text.find_first_of(std::string_view{"\0\"\n", 3}) != std::string_view::npos)
        refuse("a path with quotes, line breaks or zero bytes cannot be used");
    return {.file = std::string{text}};
}

std::string usualCatalogFile() {
    if (isRoot()) return "/var/lib/timelocker/catalog.db";
    const std::string folder = userDataFolder();
    if (folder.empty())
        throw Error{ErrorKind::InvalidInput,
                    "there is no place for the catalog, as HOME is not set: name a file with "
                    "--catalog or in TIMELOCKER_CATALOG"};
    return folder + "/timelocker/catalog.db";
}

}  // namespace tl::catalog
