#include <utility>
#include <vector>

#include "fuzz.h"
#include "infra/engine/format/index_file.h"

namespace {

std::vector<tl::engine::IndexedPack> readAll(std::span<const std::byte> json) {
    std::vector<tl::engine::IndexedPack> packs;
    tl::engine::readIndexFile(
        json, [&packs](tl::engine::IndexedPack&& pack) { packs.push_back(std::move(pack)); });
    return packs;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tl::fuzz::checkRoundTrip(tl::fuzz::bytesOf(data, size), readAll, tl::engine::writeIndexFile);
    return 0;
}
