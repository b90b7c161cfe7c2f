#include <algorithm>

#include "fuzz.h"
#include "infra/engine/format/pack_header.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = tl::fuzz::bytesOf(data, size);
    const auto blobs = tl::fuzz::tryParse([&] { return tl::engine::readPackHeader(input); });
    if (blobs) TL_ASSERT(std::ranges::equal(tl::engine::writePackHeader(*blobs), input));

    if (size >= tl::engine::kHeaderLengthSize) {
        const auto length = tl::fuzz::tryParse([&] {
            return tl::engine::readHeaderLength(input.last<tl::engine::kHeaderLengthSize>(), size);
        });
        if (length) TL_ASSERT(*length <= size - tl::engine::kHeaderLengthSize);
    }
    return 0;
}
