#include <array>
#include <vector>

#include "fuzz.h"
#include "infra/engine/format/compression.h"

namespace {

constexpr std::size_t kSizeMax = std::size_t{1} << 20U;
/// A short input may stand for 128 KiB in 3 bytes; longer ones would only cost time.
constexpr std::size_t kUnpackedInputMax = 256;

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = tl::fuzz::bytesOf(data, size);
    tl::engine::Decompressor decompressor;
    const auto plaintext =
        tl::fuzz::tryParse([&] { return decompressor.decompress(input, kSizeMax); });
    if (plaintext) {
        TL_ASSERT(plaintext->size() <= kSizeMax);
        std::vector<std::byte> same(plaintext->size());
        decompressor.decompress(input, same);
        TL_ASSERT(same == *plaintext);
    }
    std::array<std::byte, 100> other;
    (void)tl::fuzz::tryParse([&] {
        decompressor.decompress(input, other);
        return true;
    });
    if (size <= kUnpackedInputMax) {
        (void)tl::fuzz::tryParse([&] {
            return tl::engine::decodeUnpacked({input.begin(), input.end()});
        });
    }
    return 0;
}
