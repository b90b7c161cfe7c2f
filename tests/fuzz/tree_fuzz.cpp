#include <algorithm>
#include <functional>

#include "fuzz.h"
#include "infra/engine/format/tree.h"

namespace {

/// Readers take names in any order, writers only in the right one.
bool isInOrder(const std::vector<tl::engine::Node>& nodes) {
    return std::ranges::adjacent_find(nodes, std::ranges::greater_equal{},
                                      &tl::engine::Node::name) == nodes.end();
}

std::string write(const std::vector<tl::engine::Node>& nodes) {
    tl::engine::TreeWriter writer;
    for (const tl::engine::Node& node : nodes)
        writer.add(node);
    return writer.finish();
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tl::engine::TreeReader reader;
    const auto read = [&reader](std::span<const std::byte> json) { return reader.readAll(json); };
    const auto nodes = tl::fuzz::tryParse([&] { return read(tl::fuzz::bytesOf(data, size)); });
    if (nodes && isInOrder(*nodes)) {
        const std::string json = write(*nodes);
        const auto again = read(std::as_bytes(std::span{json}));
        TL_ASSERT(again == *nodes);
        TL_ASSERT(write(again) == json);
    }
    return 0;
}
