#include "storage/sftp/sftp_requests.h"

#include <string_view>

namespace tl::storage::sftp {

namespace {

// SSH_FXF_…
constexpr std::uint32_t kOpenRead = 0x01;
constexpr std::uint32_t kOpenWrite = 0x02;
constexpr std::uint32_t kOpenCreate = 0x08;
constexpr std::uint32_t kOpenExclusive = 0x20;

// SSH_FILEXFER_ATTR_PERMISSIONS
constexpr std::uint32_t kHasPermissions = 0x04;
constexpr std::uint32_t kNoAttributes = 0;

/// Behind the length; behind length and type.
constexpr std::size_t kTypeOffset = 4;
constexpr std::size_t kIdOffset = 5;

PacketWriter request(PacketType type, std::size_t sizeHint = 64) {
    PacketWriter writer{type, sizeHint};
    writer.writeNumber(0);  // The number comes later.
    return writer;
}

PacketWriter extended(std::string_view name) {
    PacketWriter writer = request(PacketType::Extended);
    writer.writeString(name);
    return writer;
}

}  // namespace

Packet hello() {
    return PacketWriter{PacketType::Init}.writeNumber(kProtocolVersion).finish();
}

Packet openForReading(const std::string& path) {
    return request(PacketType::Open)
        .writeString(path)
        .writeNumber(kOpenRead)
        .writeNumber(kNoAttributes)
        .finish();
}

Packet createNew(const std::string& path, std::uint32_t permissionBits) {
    return request(PacketType::Open)
        .writeString(path)
        .writeNumber(kOpenWrite | kOpenCreate | kOpenExclusive)
        .writeNumber(kHasPermissions)
        .writeNumber(permissionBits)
        .finish();
}

Packet close(const std::string& handle) {
    return request(PacketType::Close).writeString(handle).finish();
}

Packet read(const std::string& handle, std::uint64_t offset, std::uint32_t bytes) {
    return request(PacketType::Read)
        .writeString(handle)
        .writeLongNumber(offset)
        .writeNumber(bytes)
        .finish();
}

Packet write(const std::string& handle, std::uint64_t offset, std::span<const std::byte> content) {
    return request(PacketType::Write, content.size() + handle.size() + 64)
        .writeString(handle)
        .writeLongNumber(offset)
        .writeBytes(content)
        .finish();
}

Packet setPermissions(const std::string& handle, std::uint32_t permissionBits) {
    return request(PacketType::SetAttributesOfHandle)
        .writeString(handle)
        .writeNumber(kHasPermissions)
        .writeNumber(permissionBits)
        .finish();
}

Packet stat(const std::string& path) {
    return request(PacketType::Stat).writeString(path).finish();
}

Packet openFolder(const std::string& path) {
    return request(PacketType::OpenFolder).writeString(path).finish();
}

Packet readFolder(const std::string& handle) {
    return request(PacketType::ReadFolder).writeString(handle).finish();
}

Packet makeFolder(const std::string& path, std::uint32_t permissionBits) {
    return request(PacketType::MakeFolder)
        .writeString(path)
        .writeNumber(kHasPermissions)
        .writeNumber(permissionBits)
        .finish();
}

Packet remove(const std::string& path) {
    return request(PacketType::Remove).writeString(path).finish();
}

Packet rename(const std::string& from, const std::string& to) {
    return request(PacketType::Rename).writeString(from).writeString(to).finish();
}

Packet posixRename(const std::string& from, const std::string& to) {
    return extended("posix-rename@openssh.com").writeString(from).writeString(to).finish();
}

Packet flush(const std::string& handle) {
    return extended("fsync@openssh.com").writeString(handle).finish();
}

Packet volumeOf(const std::string& path) {
    return extended("statvfs@openssh.com").writeString(path).finish();
}

Packet limits() {
    return extended("limits@openssh.com").finish();
}

void setRequestId(Packet& request, RequestId id) {
    for (std::size_t i = 0; i < sizeof id; ++i)
        request.at(kIdOffset + i) = static_cast<std::byte>(id >> (24 - 8 * i));
}

RequestId requestIdOf(const Packet& request) {
    return PacketReader{std::span{request}.subspan(kIdOffset)}.readNumber();
}

PacketType typeOf(const Packet& request) {
    return static_cast<PacketType>(request.at(kTypeOffset));
}

}  // namespace tl::storage::sftp
