#include "infra/engine/format/index_scanner.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "infra/engine/format/pack_header.h"

namespace tl::engine {

namespace {

/// Walks through the text. Each member moves on and returns true, or returns false; after that the
/// position means nothing.
class IndexScanner {
  public:
    explicit IndexScanner(std::string_view text) : rest_{text} {}

    bool readFile(std::vector<IndexedPack>& packs) {
        if (!skip("{")) return false;
        if (skip(R"("supersedes":[)") && !(skipIdList() && skip(","))) return false;
        if (!skip(R"("packs":[)")) return false;
        if (!skip("]")) {
            do {
                if (!readPack(packs.emplace_back())) return false;
            } while (skip(","));
            if (!skip("]")) return false;
        }
        return skip("}") && (rest_.empty() || rest_ == "\n");
    }

  private:
    bool readPack(IndexedPack& pack) {
        if (!skip(R"({"id":")") || !readDigest(pack.id.digest)) return false;
        if (!skip(R"(","blobs":[)")) return false;
        do {
            if (!readBlob(pack.blobs.emplace_back())) return false;
        } while (skip(","));
        return skip("]}");
    }

    bool readBlob(PackedBlob& blob) {
        if (!skip(R"({"id":")") || !readDigest(blob.handle.id.digest)) return false;
        if (skip(R"(","type":"tree","offset":)"))
            blob.handle.type = BlobType::Tree;
        else if (!skip(R"(","type":"data","offset":)"))
            return false;
        if (!readNumber(blob.offset) || !skip(R"(,"length":)") || !readNumber(blob.length))
            return false;
        if (skip(R"(,"uncompressed_length":)") && !readNumber(blob.uncompressedLength))
            return false;
        return skip("}") && blob.length >= kBoxOverhead &&
               blob.length <= std::numeric_limits<std::uint32_t>::max() - blob.offset;
    }

    bool skip(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    bool readDigest(Digest& digest) {
        const auto value = parseDigest(rest_.substr(0, 2 * digest.size()));
        if (!value) return false;
        digest = *value;
        rest_.remove_prefix(2 * digest.size());
        return true;
    }

    /// A number as JSON has it: no zeros before it.
    bool readNumber(std::uint32_t& number) {
        constexpr std::size_t kDigitsMax = 10;
        std::uint64_t value = 0;
        std::size_t count = 0;
        while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') {
            if (count == kDigitsMax) return false;
            value = 10 * value + static_cast<std::uint64_t>(rest_[count] - '0');
            ++count;
        }
        if (count == 0 || (count > 1 && rest_[0] == '0')) return false;
        if (value > std::numeric_limits<std::uint32_t>::max()) return false;
        number = static_cast<std::uint32_t>(value);
        rest_.remove_prefix(count);
        return true;
    }

    /// IDs that nobody needs, and the bracket behind them.
    bool skipIdList() {
        Digest ignored;
        do {
            if (!skip("\"") || !readDigest(ignored) || !skip("\"")) return false;
        } while (skip(","));
        return skip("]");
    }

    std::string_view rest_;
};

}  // namespace

std::optional<std::vector<IndexedPack>> tryScanIndexFile(std::span<const std::byte> json) {
    std::vector<IndexedPack> packs;
    IndexScanner scanner{{reinterpret_cast<const char*>(json.data()), json.size()}};
    if (!scanner.readFile(packs)) return std::nullopt;
    return packs;
}

}  // namespace tl::engine
