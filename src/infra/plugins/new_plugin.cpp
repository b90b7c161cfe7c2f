#include <algorithm>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file.h"
#include "infra/platform/file_metadata.h"
#include "infra/platform/file_system.h"
#include "infra/plugins/shipped_plugins.h"

namespace tl::plugins {

namespace {

void write(const std::string& path, std::string_view content, std::uint32_t permissionBits) {
    File file = File::createNew(path, permissionBits);
    file.writeAll(std::as_bytes(std::span{content}));
    file.close();
    setPermissions(path, permissionBits);
}

/// The example's manifest under another name.
std::string renamed(const ShippedExample& example, const std::string& name) {
    const std::string line = "name = \"" + std::string{example.name} + "\"";
    std::string text{example.manifest};
    const auto place = text.find(line);
    TL_ASSERT(place != std::string::npos);
    return text.replace(place, line.size(), "name = \"" + name + "\"");
}

}  // namespace

void writeNewPlugin(PluginKind kind, const std::string& name, const std::string& path) {
    if (!isPluginName(name))
        throw Error{ErrorKind::InvalidInput,
                    "a plugin's name has lower-case letters, digits, - and _, at most 32; not " +
                        tl::quoted(name)};
    const auto examples = shippedExamples();
    const auto example = std::ranges::find(examples, kind, &ShippedExample::kind);
    TL_ASSERT(example != examples.end());
    const auto slash = path.rfind('/');
    if (slash != std::string::npos && slash > 0) makeDirectories(path.substr(0, slash), 0755);
    if (!makeDirectory(path, 0755))
        throw Error{ErrorKind::AlreadyExists,
                    tl::quoted(path) + " is there already; choose another name or folder"};
    // Whatever the umask: what others can write would not be started.
    setPermissions(path, 0755);
    write(path + "/" + std::string{example->programName}, example->program, 0755);
    write(path + "/" + kManifestName, renamed(*example, name), 0644);
}

}  // namespace tl::plugins
