// One entry of a tree: a file, folder, link or device with all its metadata (format section 7.2).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/engine/format/id.h"
#include "infra/engine/format/timestamp.h"

namespace tl::engine {

enum class NodeType : std::uint8_t {
    File,
    Directory,
    Symlink,
    Device,
    CharacterDevice,
    Fifo,
    Socket,
    Irregular,
};

/// As in JSON: "file", "dir", "symlink", "dev", "chardev", "fifo", "socket", "irregular".
[[nodiscard]] std::string_view nameOf(NodeType type) noexcept;
[[nodiscard]] std::optional<NodeType> parseNodeType(std::string_view name) noexcept;

struct ExtendedAttribute {
    std::string name;
    std::string value;  ///< Any bytes.
    bool operator==(const ExtendedAttribute&) const = default;
};

struct Node {
    std::string name;  ///< Raw bytes, not UTF-8 of necessity.
    NodeType type = NodeType::Irregular;
    std::uint32_t mode = 0;  ///< Go's os.FileMode bits, see file_mode.h.
    Timestamp mtime;
    Timestamp atime;
    Timestamp ctime;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string user;   ///< Empty when the id has no name.
    std::string group;  ///< Empty when the id has no name.
    std::uint64_t inode = 0;
    std::uint64_t deviceId = 0;  ///< st_dev.
    std::uint64_t size = 0;      ///< Bytes; files only.
    std::uint64_t links = 0;     ///< st_nlink; not for folders, fifos and sockets.
    std::string linkTarget;      ///< Raw bytes.
    std::vector<ExtendedAttribute> extendedAttributes;
    std::string genericAttributes;  ///< Windows only: the JSON object as found; empty when absent.
    std::uint64_t device = 0;       ///< st_rdev of devices.
    std::optional<std::vector<BlobId>>
        content;                    ///< Files only, where it must be set; JSON null else.
    std::optional<BlobId> subtree;  ///< Folders only.
    std::string error;              ///< Legacy; kept when read.

    bool operator==(const Node&) const = default;
};

}  // namespace tl::engine
