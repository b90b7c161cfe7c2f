#include "infra/engine/restore/sparse_write.h"

#include <algorithm>
#include <cstring>

namespace tl::engine {

namespace {

/// What file systems give out; a smaller hole would save nothing.
constexpr std::uint64_t kBlockBytes = 4096;

bool isZero(std::span<const std::byte> block) {
    return block[0] == std::byte{0} &&
           std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0;
}

}  // namespace

void writeWithHoles(File& file, std::uint64_t offset, std::span<const std::byte> content) {
    std::size_t begin = 0;  // Of what is not zero and not written yet.
    std::size_t next = 0;
    while (next < content.size()) {
        const std::uint64_t toBoundary = kBlockBytes - (offset + next) % kBlockBytes;
        const std::size_t size = std::min<std::uint64_t>(toBoundary, content.size() - next);
        if (isZero(content.subspan(next, size))) {
            if (begin < next) file.writeAllAt(offset + begin, content.subspan(begin, next - begin));
            begin = next + size;
        }
        next += size;
    }
    if (begin < next) file.writeAllAt(offset + begin, content.subspan(begin, next - begin));
}

}  // namespace tl::engine
