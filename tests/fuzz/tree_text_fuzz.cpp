// Trees taken apart without being understood.

#include <string>
#include <utility>

#include "fuzz.h"
#include "infra/engine/format/tree.h"
#include "infra/engine/format/tree_text.h"

using namespace tl::engine;

namespace {

std::span<const std::byte> bytesOf(const std::string& text) {
    return std::as_bytes(std::span{text});
}

std::string rebuild(const TreeText& text, const std::vector<std::string>& nodes) {
    TreeTextBuilder builder{text};
    for (const std::string& node : nodes)
        builder.add(node);
    return builder.finish();
}

/// What was taken apart and put together again says the same, also with other folders.
void checkParts(const TreeText& text, std::vector<Node> nodes) {
    TL_ASSERT(text.nodes.size() == nodes.size());
    TreeReader reader;
    std::vector<std::string> parts{text.nodes.begin(), text.nodes.end()};
    TL_ASSERT(reader.readAll(bytesOf(rebuild(text, parts))) == nodes);
    BlobId other;
    other.digest.fill(std::byte{7});
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!nodes[i].subtree) continue;
        parts[i] = withSubtree(parts[i], other);
        nodes[i].subtree = other;
    }
    TL_ASSERT(reader.readAll(bytesOf(rebuild(text, parts))) == nodes);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = tl::fuzz::bytesOf(data, size);
    // Whatever it is, taking it apart comes to an end.
    const auto text = tl::fuzz::tryParse([&] { return splitTree(json); });
    TreeReader reader;
    auto nodes = tl::fuzz::tryParse([&] { return reader.readAll(json); });
    if (!nodes) return 0;
    TL_ASSERT(text.has_value());
    checkParts(*text, std::move(*nodes));
    return 0;
}
