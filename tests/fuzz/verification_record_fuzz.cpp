// This machine's record of what was read when.

#include <cstring>
#include <string>
#include <vector>

#include "fuzz.h"
#include "infra/engine/check/verification_record.h"
#include "infra/engine/crypto/sha256.h"

using tl::engine::VerificationRecord;

namespace {

constexpr std::string_view kRepository =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

void check(std::span<const std::byte> file) {
    const auto record = VerificationRecord::tryDecode(file, kRepository);
    if (!record) return;
    TL_ASSERT(VerificationRecord::tryDecode(record->encode(kRepository), kRepository) == record);
}

/// `content` with the checksum that it has to end with, so that what lies behind is reached.
std::vector<std::byte> seal(std::span<const std::byte> content) {
    std::vector<std::byte> file{content.begin(), content.end()};
    const auto digest = tl::engine::sha256(content);
    file.insert(file.end(), digest.begin(), digest.end());
    return file;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = tl::fuzz::bytesOf(data, size);
    check(input);
    check(seal(input));
    // Entries behind a right head.
    const auto empty = VerificationRecord{}.encode(kRepository);
    std::vector<std::byte> content{empty.begin(), empty.end() - sizeof(tl::engine::Digest)};
    content.insert(content.end(), input.begin(), input.end());
    check(seal(content));
    return 0;
}
