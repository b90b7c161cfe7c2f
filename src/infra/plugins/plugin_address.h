// Where a storage program listens, as the first line of its standard output says.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tl::plugins {

/// The most that the line may have, with its end.
constexpr std::size_t kAddressLineMax = 4096;

struct PluginAddress {
    std::string url;  ///< "http://127.0.0.1:8080/base/", with a slash at its end.
    std::string
        unixSocket{};  ///< The path of the socket to connect to; then the URL is only a form.
    bool operator==(const PluginAddress&) const = default;
};

/// Reads `http://127.0.0.1:PORT/…`, `http://[::1]:PORT/…` or `unix:/PATH`, without the end of the
/// line. **Errors:** Unavailable for anything else: other machines are not spoken to.
[[nodiscard]] PluginAddress parseAddress(std::string_view line);

}  // namespace tl::plugins
