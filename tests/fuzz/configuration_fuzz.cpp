// Definitions as TOML: refused with what is wrong, or the same when they are written and read again.

#include <string_view>

#include "fuzz.h"
#include "services/configuration/configuration_text.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    try {
        const auto set = tl::services::parseConfigurationText(text);
        TL_ASSERT(tl::services::parseConfigurationText(tl::services::toConfigurationText(set)) ==
                  set);
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::InvalidInput ||
                  error.kind() == tl::ErrorKind::Unsupported);
    }
    return 0;
}
