// What a server answers, read into values. Everything in it is hostile until it is checked.
//
// **Errors:** all functions throw Unavailable for bytes that are not what they should be.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "storage/sftp/sftp_packet.h"
#include "storage/sftp/sftp_requests.h"

namespace tl::storage::sftp {

/// SSH_FX_…; servers send others, too.
enum class StatusCode : std::uint32_t {
    Ok = 0,
    EndOfFile = 1,
    NoSuchFile = 2,
    PermissionDenied = 3,
    Failure = 4,
    BadMessage = 5,
    NoConnection = 6,
    ConnectionLost = 7,
    Unsupported = 8,
};

struct Status {
    StatusCode code = StatusCode::Failure;
    std::string message;  ///< The server's; any bytes.

    [[nodiscard]] bool isOk() const noexcept { return code == StatusCode::Ok; }
};

/// The answer to a request.
struct Reply {
    RequestId id = 0;
    PacketType type = PacketType::Status;
    std::vector<std::byte> fields;
};

struct FileAttributes {
    std::optional<std::uint64_t> sizeBytes;
    std::optional<std::uint32_t> mode;  ///< Kind and permissions, as POSIX has them.

    [[nodiscard]] bool isRegular() const noexcept;
    [[nodiscard]] bool isFolder() const noexcept;
};

struct NamedFile {
    std::string name;
    FileAttributes attributes;
};

/// What a server says of itself.
struct Extension {
    std::string name;
    std::string data;
};
struct Greeting {
    std::uint32_t version = 0;
    std::vector<Extension> extensions;
};

/// 0: unknown.
struct Limits {
    std::uint64_t packetBytes = 0;
    std::uint64_t readBytes = 0;
    std::uint64_t writeBytes = 0;
    std::uint64_t openHandles = 0;
};

struct Volume {
    std::uint64_t freeBytes = 0;  ///< For ordinary users.
    std::uint64_t freeFiles = 0;
    std::uint64_t allFiles = 0;  ///< 0: the file system does not count them.
    bool isReadOnly = false;
};

/// Type, number and fields of an answer; `packet` is without its length.
[[nodiscard]] Reply readReply(std::span<const std::byte> packet);

/// The whole packet that answers hello(), without its length.
[[nodiscard]] Greeting readGreeting(std::span<const std::byte> packet);

[[nodiscard]] Status readStatus(const Reply& reply);
[[nodiscard]] std::string readHandle(const Reply& reply);
/// Borrows.
[[nodiscard]] std::span<const std::byte> readData(const Reply& reply);
/// Never empty: a server that has no more says so.
[[nodiscard]] std::vector<NamedFile> readNames(const Reply& reply);
[[nodiscard]] FileAttributes readAttributes(const Reply& reply);
[[nodiscard]] Limits readLimits(const Reply& reply);
[[nodiscard]] Volume readVolume(const Reply& reply);

}  // namespace tl::storage::sftp
