#include "storage/sftp/sftp_replies.h"

#include <limits>

namespace tl::storage::sftp {

namespace {

// SSH_FILEXFER_ATTR_…
constexpr std::uint32_t kHasSize = 0x01;
constexpr std::uint32_t kHasOwner = 0x02;
constexpr std::uint32_t kHasPermissions = 0x04;
constexpr std::uint32_t kHasTimes = 0x08;
constexpr std::uint32_t kHasExtensions = 0x8000'0000;

constexpr std::uint32_t kKindMask = 0170000;
constexpr std::uint32_t kKindFolder = 0040000;
constexpr std::uint32_t kKindRegular = 0100000;

/// Of OpenSSH's some ten; who claims thousands is up to no good.
constexpr std::size_t kExtensionsMax = 1000;

/// SSH2_FXE_STATVFS_ST_RDONLY
constexpr std::uint64_t kVolumeReadOnly = 0x01;

FileAttributes readAttributes(PacketReader& reader) {
    FileAttributes attributes;
    const std::uint32_t flags = reader.readNumber();
    if ((flags & kHasSize) != 0) attributes.sizeBytes = reader.readLongNumber();
    if ((flags & kHasOwner) != 0) (void)reader.readLongNumber();
    if ((flags & kHasPermissions) != 0) attributes.mode = reader.readNumber();
    if ((flags & kHasTimes) != 0) (void)reader.readLongNumber();
    if ((flags & kHasExtensions) != 0) {
        // Each takes bytes of the packet, so a false number ends the loop by an error.
        for (std::uint32_t left = reader.readNumber(); left > 0; --left) {
            (void)reader.readBytes();
            (void)reader.readBytes();
        }
    }
    return attributes;
}

PacketReader fieldsOf(const Reply& reply, PacketType type) {
    if (reply.type != type) {
        throwProtocolError("an answer of type " +
                           std::to_string(static_cast<unsigned>(reply.type)) + " came instead of " +
                           std::to_string(static_cast<unsigned>(type)));
    }
    return PacketReader{reply.fields};
}

/// What is too much for 64 bits is as good as endless.
std::uint64_t multiplied(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    return b != 0 && a > kMax / b ? kMax : a * b;
}

}  // namespace

bool FileAttributes::isRegular() const noexcept {
    return mode && (*mode & kKindMask) == kKindRegular;
}

bool FileAttributes::isFolder() const noexcept {
    return mode && (*mode & kKindMask) == kKindFolder;
}

Reply readReply(std::span<const std::byte> packet) {
    PacketReader reader{packet};
    Reply reply;
    reply.type = static_cast<PacketType>(reader.readByte());
    reply.id = reader.readNumber();
    const auto fields = packet.subspan(1 + sizeof reply.id);
    reply.fields.assign(fields.begin(), fields.end());
    return reply;
}

Greeting readGreeting(std::span<const std::byte> packet) {
    PacketReader reader{packet};
    if (static_cast<PacketType>(reader.readByte()) != PacketType::Version)
        throwProtocolError("it does not begin with its version");
    Greeting greeting{.version = reader.readNumber(), .extensions = {}};
    while (!reader.isAtEnd()) {
        if (greeting.extensions.size() == kExtensionsMax)
            throwProtocolError("it claims too many extensions");
        Extension extension{.name = reader.readString(), .data = {}};
        extension.data = reader.readString();
        greeting.extensions.push_back(std::move(extension));
    }
    return greeting;
}

Status readStatus(const Reply& reply) {
    PacketReader reader = fieldsOf(reply, PacketType::Status);
    Status status{.code = static_cast<StatusCode>(reader.readNumber()), .message = {}};
    // Some servers of before version 3 leave the message out.
    if (!reader.isAtEnd()) status.message = reader.readString();
    return status;
}

std::string readHandle(const Reply& reply) {
    constexpr std::size_t kHandleMax = 256;
    std::string handle = fieldsOf(reply, PacketType::Handle).readString();
    if (handle.size() > kHandleMax) throwProtocolError("a handle is too long");
    return handle;
}

std::span<const std::byte> readData(const Reply& reply) {
    return fieldsOf(reply, PacketType::Data).readBytes();
}

std::vector<NamedFile> readNames(const Reply& reply) {
    PacketReader reader = fieldsOf(reply, PacketType::Name);
    const std::uint32_t count = reader.readNumber();
    if (count == 0) throwProtocolError("a listing goes on with nothing");
    std::vector<NamedFile> files;
    // The number is not trusted with memory: each name takes bytes of the packet.
    for (std::uint32_t i = 0; i < count; ++i) {
        NamedFile file{.name = reader.readString(), .attributes = {}};
        (void)reader.readBytes();  // The line that `ls -l` would print.
        file.attributes = readAttributes(reader);
        files.push_back(std::move(file));
    }
    return files;
}

FileAttributes readAttributes(const Reply& reply) {
    PacketReader reader = fieldsOf(reply, PacketType::Attributes);
    return readAttributes(reader);
}

Limits readLimits(const Reply& reply) {
    PacketReader reader = fieldsOf(reply, PacketType::ExtendedReply);
    Limits limits;
    limits.packetBytes = reader.readLongNumber();
    limits.readBytes = reader.readLongNumber();
    limits.writeBytes = reader.readLongNumber();
    limits.openHandles = reader.readLongNumber();
    return limits;
}

Volume readVolume(const Reply& reply) {
    PacketReader reader = fieldsOf(reply, PacketType::ExtendedReply);
    (void)reader.readLongNumber();  // The block size for transfers.
    const std::uint64_t blockBytes = reader.readLongNumber();
    (void)reader.readLongNumber();  // All blocks.
    (void)reader.readLongNumber();  // Those free for root.
    Volume volume;
    volume.freeBytes = multiplied(reader.readLongNumber(), blockBytes);
    volume.allFiles = reader.readLongNumber();
    (void)reader.readLongNumber();  // Those free for root.
    volume.freeFiles = reader.readLongNumber();
    (void)reader.readLongNumber();  // The file system's number.
    volume.isReadOnly = (reader.readLongNumber() & kVolumeReadOnly) != 0;
    return volume;
}

}  // namespace tl::storage::sftp
