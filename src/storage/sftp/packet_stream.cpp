#include "storage/sftp/packet_stream.h"

#include <cstring>

#include "infra/errors/assert.h"
#include "storage/sftp/sftp_packet.h"

namespace tl::storage::sftp {

namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kWholeMax = kLengthBytes + kPacketMax;

}  // namespace

// Room for two packets: after one was moved to the front there is much left to fill.
PacketStream::PacketStream() : buffer_{2 * kWholeMax} {
    buffer_.resize(2 * kWholeMax);
}

std::span<std::byte> PacketStream::room() {
    if (begin_ == end_) {
        begin_ = end_ = 0;
    } else if (buffer_.size() - begin_ < kWholeMax) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    return buffer_.bytes().subspan(end_);
}

void PacketStream::add(std::size_t bytes) {
    TL_ASSERT(bytes <= buffer_.size() - end_);
    end_ += bytes;
}

std::optional<std::span<const std::byte>> PacketStream::next() {
    const std::span<const std::byte> held = buffer_.bytes().subspan(begin_, end_ - begin_);
    if (held.size() < kLengthBytes) return std::nullopt;
    const std::size_t length = PacketReader{held}.readNumber();
    if (length == 0 || length > kPacketMax)
        throwProtocolError("a packet claims " + std::to_string(length) + " bytes");
    if (held.size() - kLengthBytes < length) return std::nullopt;
    begin_ += kLengthBytes + length;
    return held.subspan(kLengthBytes, length);
}

}  // namespace tl::storage::sftp
