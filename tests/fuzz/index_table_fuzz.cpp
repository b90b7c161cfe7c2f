#include <array>
#include <cstring>
#include <vector>

#include "fuzz.h"
#include "infra/engine/index/table_layout.h"

using tl::engine::TableCounts;
using tl::engine::TableLayout;
using tl::engine::TableSealer;

namespace {

/// A table with the counts that the input begins with and otherwise zeros, as far as it is small,
/// must be accepted when its header is sealed, and only at its own size.
void checkSealed(const TableSealer& sealer, std::span<const std::byte> input) {
    constexpr std::uint64_t kSizeMax = std::uint64_t{1} << 20U;
    std::array<std::uint16_t, 4> numbers{};
    if (input.size() < sizeof numbers) return;
    std::memcpy(numbers.data(), input.data(), sizeof numbers);
    const TableCounts counts{.packs = numbers[0],
                             .entries = numbers[1],
                             .sources = numbers[2],
                             .fanOutBits = 8 + numbers[3] % 17U};
    const TableLayout layout{counts};
    if (layout.size > kSizeMax) return;
    std::vector<std::byte> table(layout.size);
    const auto header = sealer.makeHeader(counts, std::span{table}.subspan(layout.sourcesAt));
    std::memcpy(table.data(), header.data(), header.size());
    TL_ASSERT(sealer.tryReadHeader(table) == counts);
    table.push_back({});
    TL_ASSERT(!sealer.tryReadHeader(table));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = tl::fuzz::bytesOf(data, size);
    const TableSealer sealer{tl::engine::Key{}, "fuzz"};
    if (const auto counts = sealer.tryReadHeader(input))
        TL_ASSERT(TableLayout{*counts}.size == size);
    checkSealed(sealer, input);
    return 0;
}
