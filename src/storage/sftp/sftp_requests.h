// What we ask of a server, each as a packet. The channel puts the number of the request into it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "storage/sftp/sftp_packet.h"

namespace tl::storage::sftp {

/// A request as it is sent, but for its number.
using Packet = std::vector<std::byte>;
using RequestId = std::uint32_t;

/// The version of the protocol that we speak.
constexpr std::uint32_t kProtocolVersion = 3;

/// The first packet of all, which has no number.
[[nodiscard]] Packet hello();

[[nodiscard]] Packet openForReading(const std::string& path);
/// A new file, to be written; fails when there is one.
[[nodiscard]] Packet createNew(const std::string& path, std::uint32_t permissionBits);
[[nodiscard]] Packet close(const std::string& handle);
[[nodiscard]] Packet read(const std::string& handle, std::uint64_t offset, std::uint32_t bytes);
[[nodiscard]] Packet write(const std::string& handle,
                           std::uint64_t offset,
                           std::span<const std::byte> content);
[[nodiscard]] Packet setPermissions(const std::string& handle, std::uint32_t permissionBits);
/// Follows links.
[[nodiscard]] Packet stat(const std::string& path);
[[nodiscard]] Packet openFolder(const std::string& path);
[[nodiscard]] Packet readFolder(const std::string& handle);
[[nodiscard]] Packet makeFolder(const std::string& path, std::uint32_t permissionBits);
[[nodiscard]] Packet remove(const std::string& path);
/// Fails when `to` exists.
[[nodiscard]] Packet rename(const std::string& from, const std::string& to);

// OpenSSH's additions, of which a server says whether it has them.

/// Replaces what `to` was.
[[nodiscard]] Packet posixRename(const std::string& from, const std::string& to);
[[nodiscard]] Packet flush(const std::string& handle);
[[nodiscard]] Packet volumeOf(const std::string& path);
[[nodiscard]] Packet limits();

/// Puts its number into a request.
void setRequestId(Packet& request, RequestId id);
[[nodiscard]] RequestId requestIdOf(const Packet& request);
[[nodiscard]] PacketType typeOf(const Packet& request);

}  // namespace tl::storage::sftp
