#include "fuzz.h"
#include "infra/plugins/plugin_answer.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto answer = tl::plugins::parseAnswer(tl::fuzz::bytesOf(data, size));
        for (const char c : answer.error)
            TL_ASSERT(static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t');
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Unavailable);
    }
    return 0;
}
