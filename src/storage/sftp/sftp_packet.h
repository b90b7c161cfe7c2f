// The packets of the SSH File Transfer Protocol, version 3, which is what servers speak: numbers in
// network order and byte strings behind their length.
//
// **Source:** draft-ietf-secsh-filexfer-02; OpenSSH's PROTOCOL, section 4, for what it adds.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tl::storage::sftp {

enum class PacketType : std::uint8_t {
    Init = 1,
    Version = 2,
    Open = 3,
    Close = 4,
    Read = 5,
    Write = 6,
    SetAttributesOfHandle = 10,
    OpenFolder = 11,
    ReadFolder = 12,
    Remove = 13,
    MakeFolder = 14,
    Stat = 17,
    Rename = 18,
    Status = 101,
    Handle = 102,
    Data = 103,
    Name = 104,
    Attributes = 105,
    Extended = 200,
    ExtendedReply = 201,
};

/// The most that a packet may hold, without its length: OpenSSH's limit, and some room.
constexpr std::size_t kPacketMax = (std::size_t{256} << 10U) + 1024;

/// Throws what a server deserves that breaks the protocol: Error{Unavailable}.
[[noreturn]] void throwProtocolError(std::string_view what);

/// Reads what a server sent, and never beyond it. **Errors:** Unavailable where it ends too early.
class PacketReader {
  public:
    /// Borrows `bytes`.
    explicit PacketReader(std::span<const std::byte> bytes) : rest_{bytes} {}

    [[nodiscard]] std::uint8_t readByte();
    [[nodiscard]] std::uint32_t readNumber();
    [[nodiscard]] std::uint64_t readLongNumber();
    /// Borrows.
    [[nodiscard]] std::span<const std::byte> readBytes();
    [[nodiscard]] std::string readString();
    [[nodiscard]] bool isAtEnd() const noexcept { return rest_.empty(); }

  private:
    [[nodiscard]] std::span<const std::byte> take(std::size_t count);

    std::span<const std::byte> rest_;
};

/// Builds a packet as it is sent: its length, its type, and its fields.
class PacketWriter {
  public:
    /// `sizeHint` is how many bytes will follow.
    explicit PacketWriter(PacketType type, std::size_t sizeHint = 64);

    PacketWriter& writeNumber(std::uint32_t number);
    PacketWriter& writeLongNumber(std::uint64_t number);
    PacketWriter& writeBytes(std::span<const std::byte> bytes);
    PacketWriter& writeString(std::string_view text);

    /// The packet, whole.
    [[nodiscard]] std::vector<std::byte> finish();

  private:
    std::vector<std::byte> bytes_;
};

}  // namespace tl::storage::sftp
