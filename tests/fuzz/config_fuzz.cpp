#include "fuzz.h"
#include "infra/engine/format/config.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tl::fuzz::checkRoundTrip(tl::fuzz::bytesOf(data, size), tl::engine::readConfig,
                             tl::engine::writeConfig);
    return 0;
}
