#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "infra/plugins/shipped_plugins.h"

namespace tl::plugins {
namespace {

TEST(NewPlugin, IsWrittenUnderItsNameForEachKind) {
    const TemporaryDirectory folder;
    for (const ShippedExample& example : shippedExamples()) {
        const std::string path = folder / (std::string{"deep/"} + nameOf(example.kind));
        writeNewPlugin(example.kind, "of-mine", path);
        const PluginManifest manifest =
            parseManifest(readFile(path + "/" + kManifestName, kManifestBytesMax));
        EXPECT_EQ(manifest.name, "of-mine");
        EXPECT_EQ(manifest.kind, example.kind);
        EXPECT_EQ(readFile(path + "/" + std::string{example.programName}, 100'000),
                  example.program);
    }
}

TEST(NewPlugin, OverwritesNothing) {
    const TemporaryDirectory folder;
    EXPECT_EQ(kindThrown([&] { writeNewPlugin(PluginKind::Hook, "a", folder.path()); }),
              ErrorKind::AlreadyExists);
    EXPECT_EQ(kindThrown([&] { writeNewPlugin(PluginKind::Hook, "A b", folder / "x"); }),
              ErrorKind::InvalidInput);
    EXPECT_FALSE(exists(folder / "x"));
}

}  // namespace
}  // namespace tl::plugins
