// The list of what a restore replaced: whoever can write one decides about files of the user who
// takes the restore back.

#include <string_view>
#include <vector>

#include "fuzz.h"
#include "infra/engine/crypto/sha256.h"
#include "infra/engine/restore/replaced/replaced_list.h"

namespace {

using Bytes = std::vector<std::byte>;

void check(std::span<const std::byte> input) {
    using namespace tl::engine;
    if (const auto list = tl::fuzz::tryParse([&] { return decodeList(input); })) {
        for (const ReplacedEntry& entry : *list) {
            const std::string path = "/" + entry.path + "/";
            TL_ASSERT(path.find("/../") == std::string::npos);
            TL_ASSERT(path == "//" || path.find("//") == std::string::npos);
        }
        const Bytes again = encodeList(*list);
        TL_ASSERT(std::ranges::equal(again, input));
    }
    if (const auto about = tl::fuzz::tryParse([&] { return decodeAbout(input); }))
        TL_ASSERT(std::ranges::equal(encodeAbout(*about), input));
}

/// `content` with the checksum that it has to end with, so that what lies behind is reached.
Bytes seal(Bytes content) {
    const auto digest = tl::engine::sha256(content);
    content.insert(content.end(), digest.begin(), digest.end());
    return content;
}

/// The input behind a right beginning.
Bytes behind(const Bytes& empty, std::size_t headSize, std::span<const std::byte> input) {
    Bytes content{empty.begin(), empty.begin() + static_cast<std::ptrdiff_t>(headSize)};
    content.insert(content.end(), input.begin(), input.end());
    return seal(std::move(content));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kListHead = 27;
    constexpr std::size_t kAboutHead = 25;
    const auto input = tl::fuzz::bytesOf(data, size);
    check(input);
    check(seal({input.begin(), input.end()}));
    check(behind(tl::engine::encodeList({}), kListHead, input));
    check(behind(tl::engine::encodeAbout({}), kAboutHead, input));
    return 0;
}
