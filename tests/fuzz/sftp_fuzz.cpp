// All that an SFTP server may send, from its greeting on: it is read, or refused, and nothing else.

#include <algorithm>
#include <cstring>

#include "fuzz.h"
#include "storage/sftp/packet_stream.h"
#include "storage/sftp/sftp_handshake.h"
#include "storage/sftp/sftp_replies.h"

namespace {

namespace sftp = tl::storage::sftp;

/// True when the parser takes its input. It may refuse it only as a broken promise of the server.
template <typename Parse>
bool isTaken(const Parse& parse) {
    try {
        parse();
        return true;
    } catch (const tl::Error& error) {
        TL_ASSERT(error.kind() == tl::ErrorKind::Unavailable ||
                  error.kind() == tl::ErrorKind::Unsupported);
        return false;
    }
}

void readAll(const sftp::Reply& reply) {
    isTaken([&] { (void)sftp::readStatus(reply); });
    isTaken([&] { (void)sftp::readHandle(reply); });
    isTaken([&] { TL_ASSERT(sftp::readData(reply).size() <= reply.fields.size()); });
    isTaken([&] { TL_ASSERT(!sftp::readNames(reply).empty()); });
    isTaken([&] { (void)sftp::readAttributes(reply); });
    isTaken([&] { (void)sftp::readLimits(reply); });
    isTaken([&] { (void)sftp::readVolume(reply); });
}

void readStream(std::span<const std::byte> input) {
    sftp::PacketStream stream;
    sftp::Handshake handshake;
    while (!input.empty()) {
        const auto room = stream.room();
        TL_ASSERT(!room.empty());
        const std::size_t step = std::min(room.size(), input.size());
        std::memcpy(room.data(), input.data(), step);
        stream.add(step);
        input = input.subspan(step);
        while (const auto packet = stream.next()) {
            if (handshake.isDone())
                readAll(sftp::readReply(*packet));
            else
                (void)handshake.answer(*packet);
        }
    }
    const sftp::Features features = handshake.features();
    TL_ASSERT(features.readMax >= 1024 && features.readMax < sftp::kPacketMax);
    TL_ASSERT(features.writeMax >= 1024 && features.writeMax < sftp::kPacketMax);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    isTaken([&] { readStream(tl::fuzz::bytesOf(data, size)); });
    return 0;
}
