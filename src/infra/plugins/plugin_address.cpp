#include "infra/plugins/plugin_address.h"

#include <algorithm>
#include <charconv>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::plugins {

namespace {

[[noreturn]] void refuse(std::string_view line) {
    constexpr std::size_t kShownMax = 100;
    throw Error{ErrorKind::Unavailable,
                "its first line is to be http://127.0.0.1:PORT/, http://[::1]:PORT/ or unix:/PATH, "
                "but is " +
                    tl::quoted(line.substr(0, kShownMax))};
}

bool isPort(std::string_view text) {
    constexpr int kPortMax = 65535;
    int port = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, port);
    return status == std::errc{} && rest == end && port > 0 && port <= kPortMax;
}

bool isPathCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"/-._~%"}.find(c) != std::string_view::npos;
}

}  // namespace

PluginAddress parseAddress(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("unix:/")) {
        // The kernel's limit for the name of a socket.
        constexpr std::size_t kSocketPathMax = 107;
        const std::string_view path = line.substr(5);
        if (path.size() > kSocketPathMax || path.find('\0') != std::string_view::npos) refuse(line);
        return {.url = "http://127.0.0.1/", .unixSocket = std::string{path}};
    }
    for (const std::string_view host : {"http://127.0.0.1:", "http://[::1]:"}) {
        if (!line.starts_with(host)) continue;
        const std::string_view rest = line.substr(host.size());
        const auto slash = std::min(rest.find('/'), rest.size());
        if (!isPort(rest.substr(0, slash)) ||
            !std::ranges::all_of(rest.substr(slash), isPathCharacter))
            refuse(line);
        return {.url = std::string{line} + (line.ends_with('/') ? "" : "/")};
    }
    refuse(line);
}

}  // namespace tl::plugins
