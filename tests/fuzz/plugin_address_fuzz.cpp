#include <string_view>

#include "fuzz.h"
#include "infra/plugins/plugin_address.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line{reinterpret_cast<const char*>(data), size};
    try {
        const auto address = tl::plugins::parseAddress(line);
        TL_ASSERT(address.url.starts_with("http://127.0.0.1") ||
                  address.url.starts_with("http://[::1]:"));
        TL_ASSERT(address.url.ends_with('/'));
        TL_ASSERT(address.unixSocket.empty() || address.unixSocket.starts_with('/'));
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Unavailable);
    }
    return 0;
}
