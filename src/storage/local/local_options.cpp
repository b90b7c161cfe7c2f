#include "storage/local/local_options.h"

#include "infra/errors/error.h"
#include "storage/backend_options.h"

namespace tl::storage {

namespace {

bool isPlainPath(std::string_view location) {
    return location.starts_with('/') || location.starts_with("./") || location.starts_with("../") ||
           location.find(':') == std::string_view::npos;
}

}  // namespace

std::optional<LocalOptions> parseLocalLocation(std::string_view location) {
    constexpr std::string_view kScheme = "local:";
    if (location.starts_with(kScheme))
        location.remove_prefix(kScheme.size());
    else if (!isPlainPath(location))
        return std::nullopt;
    if (location.empty())
        throw Error{ErrorKind::InvalidInput, "the location of the repository names no folder"};
    return LocalOptions{.path = std::string{location}};
}

void applyLocalOptions(const std::map<std::string, std::string>& options, LocalOptions& local) {
    BackendOptions own{"local", options};
    own.readCount("connections", local.connections);
    own.readSwitch("cache", local.isCached);
    own.refuseOthers();
}

}  // namespace tl::storage
