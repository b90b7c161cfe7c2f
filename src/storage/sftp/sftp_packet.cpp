#include "storage/sftp/sftp_packet.h"

#include "infra/errors/error.h"

namespace tl::storage::sftp {

namespace {

constexpr std::size_t kLengthBytes = 4;

template <typename Number>
Number toNumber(std::span<const std::byte> bytes) {
    Number number = 0;
    for (const std::byte byte : bytes)
        number = static_cast<Number>(number << 8U) | std::to_integer<Number>(byte);
    return number;
}

void storeNumber(std::uint32_t number, std::byte* out) {
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        out[i] = static_cast<std::byte>(number >> (24 - 8 * i));
}

}  // namespace

void throwProtocolError(std::string_view what) {
    throw Error{ErrorKind::Unavailable,
                "the SFTP server breaks the protocol: " + std::string{what}};
}

std::span<const std::byte> PacketReader::take(std::size_t count) {
    if (count > rest_.size()) throwProtocolError("a packet ends too early");
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
}

std::uint8_t PacketReader::readByte() {
    return std::to_integer<std::uint8_t>(take(1).front());
}

std::uint32_t PacketReader::readNumber() {
    return toNumber<std::uint32_t>(take(sizeof(std::uint32_t)));
}

std::uint64_t PacketReader::readLongNumber() {
    return toNumber<std::uint64_t>(take(sizeof(std::uint64_t)));
}

std::span<const std::byte> PacketReader::readBytes() {
    const std::uint32_t length = readNumber();
    return take(length);
}

std::string PacketReader::readString() {
    const auto bytes = readBytes();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

PacketWriter::PacketWriter(PacketType type, std::size_t sizeHint) {
    bytes_.reserve(kLengthBytes + 1 + sizeHint);
    bytes_.resize(kLengthBytes);
    bytes_.push_back(static_cast<std::byte>(type));
}

PacketWriter& PacketWriter::writeNumber(std::uint32_t number) {
    bytes_.resize(bytes_.size() + sizeof number);
    storeNumber(number, bytes_.data() + bytes_.size() - sizeof number);
    return *this;
}

PacketWriter& PacketWriter::writeLongNumber(std::uint64_t number) {
    writeNumber(static_cast<std::uint32_t>(number >> 32U));
    return writeNumber(static_cast<std::uint32_t>(number));
}

PacketWriter& PacketWriter::writeBytes(std::span<const std::byte> bytes) {
    writeNumber(static_cast<std::uint32_t>(bytes.size()));
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
}

PacketWriter& PacketWriter::writeString(std::string_view text) {
    return writeBytes(std::as_bytes(std::span{text}));
}

std::vector<std::byte> PacketWriter::finish() {
    storeNumber(static_cast<std::uint32_t>(bytes_.size() - kLengthBytes), bytes_.data());
    return std::move(bytes_);
}

}  // namespace tl::storage::sftp
