#include "app/plugin_backends.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/command_line.h"
#include "infra/platform/environment.h"
#include "infra/plugins/plugin_catalog.h"
#include "infra/plugins/plugin_http_client.h"
#include "infra/plugins/plugin_settings.h"
#include "services/repository/text_values.h"
#include "storage/backend_options.h"
#include "storage/rest/rest_backend.h"

namespace tl::app {

namespace {

using plugins::Plugin;
using plugins::PluginKind;

/// The path goes among the program's arguments, where it must not be taken for an option.
void requirePath(std::string_view path) {
    if (path.starts_with('-'))
        throw Error{ErrorKind::InvalidInput,
                    "the path of a plugin's location begins with a dash; write ./ before it"};
    if (path.find('\0') != std::string_view::npos)
        throw Error{ErrorKind::InvalidInput, "the location holds a zero byte"};
}

/// The location without the parameters that rclone allows in it, one of which may be a password:
/// "rclone::sftp,…:path".
std::string shownLocation(const std::string& location) {
    const auto comma = location.find(',');
    const auto colon = location.rfind(':');
    if (comma == std::string::npos || colon < comma) return location.substr(0, comma);
    return location.substr(0, comma) + ",…" + location.substr(colon);
}

std::unique_ptr<storage::Backend> openWith(Plugin plugin,
                                           const std::string& path,
                                           const BackendRequest& request) {
    requirePath(path);
    const std::size_t connections = plugin.manifest.connections;
    auto settings = plugins::resolveSettings(plugin.manifest, request.options, environmentVariable);
    const HttpSettings http{.userAgent = "timelocker",
                            .stuckTimeout = request.connection.stuckRequestTimeout,
                            .traffic = request.traffic};
    auto client = std::make_unique<plugins::PluginHttpClient>(
        plugins::PluginStorage{
            .plugin = std::move(plugin), .path = path, .settings = std::move(settings)},
        http, request.clock, request.random);
    const storage::RestOptions rest{.url = plugins::kPluginUrl,
                                    .connections = connections,
                                    .connectionsFar = connections,
                                    .location = shownLocation(request.location)};
    return std::make_unique<storage::RestBackend>(rest, std::move(client));
}

/// restic's options, which change the manifest.
struct RcloneOptions {
    std::string program{};
    std::string arguments{};
    std::size_t connections = 0;  ///< 0: as the manifest has it.
    std::string timeout{};
};

RcloneOptions readRcloneOptions(const BackendRequest& request) {
    RcloneOptions options;
    storage::BackendOptions own{"rclone", request.options};
    own.readText("program", options.program);
    own.readText("args", options.arguments);
    own.readCount("connections", options.connections);
    own.readText("timeout", options.timeout);
    own.refuseOthers();
    return options;
}

/// As restic: words of the program's command come first, the path last.
void apply(const RcloneOptions& options, Plugin& plugin) {
    plugins::PluginManifest& manifest = plugin.manifest;
    if (!options.arguments.empty()) {
        manifest.arguments = splitCommandLine(options.arguments);
        manifest.arguments.emplace_back("{path}");
    }
    if (!options.program.empty()) {
        const std::vector<std::string> words = splitCommandLine(options.program);
        plugin.program = words.front();
        manifest.arguments.insert(manifest.arguments.begin(), words.begin() + 1, words.end());
    }
    if (options.connections > 0) manifest.connections = options.connections;
    if (!options.timeout.empty())
        manifest.startMax =
            std::chrono::ceil<std::chrono::seconds>(services::parseDuration(options.timeout));
}

}  // namespace

std::unique_ptr<storage::Backend> openPlugin(const BackendRequest& request) {
    constexpr std::string_view kScheme = "plugin:";
    const std::string rest = request.location.substr(kScheme.size());
    const auto colon = rest.find(':');
    if (colon == std::string::npos || colon == 0)
        throw Error{ErrorKind::InvalidInput,
                    "the location of a plugin is plugin:NAME:PATH; see `tl plugin list`"};
    return openWith(request.catalog.loadUsable(rest.substr(0, colon), PluginKind::Storage),
                    rest.substr(colon + 1), request);
}

std::unique_ptr<storage::Backend> openRclone(const BackendRequest& request) {
    constexpr std::string_view kScheme = "rclone:";
    const RcloneOptions options = readRcloneOptions(request);
    Plugin plugin = request.catalog.load("rclone");
    // With a program of the user's own, it does not matter that there is no other.
    if (options.program.empty() || !plugin.isEnabled)
        plugin = request.catalog.loadUsable("rclone", PluginKind::Storage);
    apply(options, plugin);
    return openWith(std::move(plugin), request.location.substr(kScheme.size()), request);
}

}  // namespace tl::app
