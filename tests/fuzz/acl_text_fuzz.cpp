// Access lists as snapshots keep them, written to tar archives as text.

#include <algorithm>

#include "fuzz.h"
#include "infra/engine/dump/acl_text.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view attribute{reinterpret_cast<const char*>(data), size};
    const auto text = tl::engine::toAclText(attribute);
    if (!text) return 0;
    constexpr std::size_t kHeadSize = 4;
    constexpr std::size_t kEntrySize = 8;
    TL_ASSERT(size >= kHeadSize && (size - kHeadSize) % kEntrySize == 0);
    // A line an entry, and nothing that a reader of the archive could take for something else.
    const auto lines = std::ranges::count(*text, ':') / 2;
    TL_ASSERT(static_cast<std::size_t>(lines) == (size - kHeadSize) / kEntrySize);
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789:-\n,";
    TL_ASSERT(text->find_first_not_of(kAllowed) == std::string::npos);
    return 0;
}
