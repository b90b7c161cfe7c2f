#include <string_view>

#include "fuzz.h"
#include "infra/plugins/plugin_manifest.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto manifest =
            tl::plugins::parseManifest(std::string_view{reinterpret_cast<const char*>(data), size});
        TL_ASSERT(tl::plugins::isPluginName(manifest.name));
        TL_ASSERT(!manifest.program.empty());
        TL_ASSERT(manifest.connections >= 1 && manifest.connections <= 64);
        for (const auto& option : manifest.options)
            TL_ASSERT(!option.isSecret || !option.hasDefault);
        for (const auto& variable : manifest.environment)
            TL_ASSERT(!variable.starts_with("RESTIC_") && !variable.starts_with("TIMELOCKER_"));
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::InvalidInput ||
                  error.kind() == tl::ErrorKind::Unsupported);
    }
    return 0;
}
