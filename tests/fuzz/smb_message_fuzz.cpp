// What tl and timelocker-smb tell each other: frames, requests, replies, entries of folders, logins.

#include <algorithm>
#include <vector>

#include "fuzz.h"
#include "storage/smb/smb_message.h"

namespace {

using namespace tl::storage;  // NOLINT(google-build-using-namespace): one file, one subject.

/// What a value is written as reads as that value again.
template <typename Value, typename Decode>
void checkFrame(const Value& value, std::span<const std::byte> body, const Decode& decode) {
    std::vector<std::byte> frame;
    appendFrame(value, frame);
    std::span<const std::byte> left{frame};
    const auto again = tryTakeFrame(left);
    TL_ASSERT(again.has_value() && left.empty());
    TL_ASSERT(std::ranges::equal(*again, body));
    (void)decode(*again);
}

void readBody(std::span<const std::byte> body) {
    if (const auto request = tl::fuzz::tryParse([&] { return decodeSmbRequest(body); })) {
        checkFrame(*request, body, decodeSmbRequest);
        (void)tl::fuzz::tryParse([&] { return decodeSmbLogin(request->content).user; });
    }
    if (const auto reply = tl::fuzz::tryParse([&] { return decodeSmbReply(body); })) {
        checkFrame(*reply, body, decodeSmbReply);
        (void)tl::fuzz::tryParse([&] { return decodeSmbEntries(reply->content); });
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::span<const std::byte> left = tl::fuzz::bytesOf(data, size);
    const auto takeFrame = [&] {
        const auto before = left.size();
        const auto body = tryTakeFrame(left);
        TL_ASSERT(body.has_value() == (left.size() < before));
        return body;
    };
    try {
        while (const auto body = takeFrame())
            readBody(*body);
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Corrupted);
    }
    return 0;
}
