// Plugins obey the contract of all backends: the example, which speaks HTTP/1.1 over its standard
// streams, and rclone, which speaks HTTP/2 there. PLUGINS_FOLDER is the project's own folder of
// plugins.

#include <memory>
#include <string>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/plugins/plugin_files.h"
#include "infra/plugins/plugin_http_client.h"
#include "storage/backend_contract.h"
#include "storage/rest/rest_backend.h"

namespace tl::storage {
namespace {

using plugins::Plugin;
using plugins::PluginHttpClient;

/// A backend with all that it stands on.
struct Place {
    TemporaryDirectory folder;
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<RestBackend> backend;
};

Plugin loadPlugin(const std::string& name) {
    const auto plugins = environmentVariable("PLUGINS_FOLDER");
    if (!plugins) throw Error{ErrorKind::InvalidInput, "PLUGINS_FOLDER is not set"};
    Plugin plugin{.name = name, .folder = *plugins + "/" + name};
    plugin.manifest = plugins::parseManifest(
        readFile(plugin.folder + "/plugin.toml", plugins::kManifestBytesMax));
    plugin.program = plugins::findProgram(plugin.manifest.program, plugin.folder);
    return plugin;
}

/// `below` is the path in the place's folder; empty: rclone's memory, which needs none.
std::shared_ptr<Backend> makePlace(const std::string& name, const std::string& below) {
    auto place = std::make_shared<Place>();
    Plugin plugin = loadPlugin(name);
    const std::size_t connections = plugin.manifest.connections;
    plugin.manifest.environment.emplace_back("RCLONE_*");
    auto client = std::make_unique<PluginHttpClient>(
        plugins::PluginStorage{
            .plugin = std::move(plugin),
            .path = below.empty() ? ":memory:bucket/place" : place->folder / below},
        HttpSettings{}, place->clock, place->random);
    place->backend = std::make_unique<RestBackend>(
        RestOptions{.url = plugins::kPluginUrl, .connections = connections}, std::move(client));
    place->backend->create({});
    return {place, place->backend.get()};
}

INSTANTIATE_TEST_SUITE_P(
    Plugin,
    BackendContract,
    testing::Values(BackendMaker{"Example", [] { return makePlace("folder", "store"); }},
                    BackendMaker{"Rclone", [] { return makePlace("rclone", "store"); }},
                    BackendMaker{"RcloneInMemory", [] { return makePlace("rclone", ""); }}),
    nameOfMaker);

}  // namespace
}  // namespace tl::storage
