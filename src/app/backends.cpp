#include "app/backends.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/local/local_backend.h"
#include "storage/local/local_options.h"

namespace tl::app {

namespace {

std::size_t parseConnections(const std::string& key, const std::string& value) {
    std::size_t number = 0;
    const char* end = value.data() + value.size();
    const auto [rest, status] = std::from_chars(value.data(), end, number);
    if (status != std::errc{} || rest != end || number == 0)
        throw Error{ErrorKind::InvalidInput, "option " + key + " needs a number above 0"};
    return number;
}

bool parseSwitch(const std::string& key, const std::string& value) {
    if (value == "on") return true;
    if (value == "off") return false;
    throw Error{ErrorKind::InvalidInput, "option " + key + " is on or off"};
}

std::unique_ptr<storage::Backend> openLocal(storage::LocalOptions local,
                                            const std::map<std::string, std::string>& options) {
    for (const auto& [key, value] : options) {
        if (key == "local.connections")
            local.connections = parseConnections(key, value);
        else if (key == "local.cache")
            local.isCached = parseSwitch(key, value);
        else if (key.starts_with("local."))
            throw Error{ErrorKind::InvalidInput, "local folders have no option " + tl::quoted(key)};
    }
    return std::make_unique<storage::LocalBackend>(local);
}

}  // namespace

std::unique_ptr<storage::Backend> openBackend(const services::RepositoryAccess& access) {
    const std::string& location = access.location;
    constexpr std::array<std::string_view, 9> kElsewhere = {
        "sftp:", "rest:", "s3:", "b2:", "azure:", "gs:", "swift:", "rclone:", "smb:"};
    if (auto local = storage::parseLocalLocation(location))
        return openLocal(std::move(*local), access.options);
    const auto isNamed = [&](std::string_view scheme) { return location.starts_with(scheme); };
    if (std::ranges::any_of(kElsewhere, isNamed))
        throw Error{ErrorKind::Unsupported,
                    "this version keeps repositories in local folders only"};
    throw Error{ErrorKind::InvalidInput, "no storage is known by the location " +
                                             tl::quoted(location) +
                                             "; write ./NAME for a folder whose name has a colon"};
}

}  // namespace tl::app
