#include "infra/engine/repository/node_kind.h"

namespace tl::engine {

NodeType nodeTypeOf(FileKind kind) noexcept {
    switch (kind) {
        case FileKind::Regular:
            return NodeType::File;
        case FileKind::Directory:
            return NodeType::Directory;
        case FileKind::Symlink:
            return NodeType::Symlink;
        case FileKind::BlockDevice:
            return NodeType::Device;
        case FileKind::CharacterDevice:
            return NodeType::CharacterDevice;
        case FileKind::Fifo:
            return NodeType::Fifo;
        case FileKind::Socket:
            return NodeType::Socket;
        case FileKind::Other:
            return NodeType::Irregular;
    }
    return NodeType::Irregular;
}

FileKind fileKindOf(NodeType type) noexcept {
    switch (type) {
        case NodeType::File:
            return FileKind::Regular;
        case NodeType::Directory:
            return FileKind::Directory;
        case NodeType::Symlink:
            return FileKind::Symlink;
        case NodeType::Device:
            return FileKind::BlockDevice;
        case NodeType::CharacterDevice:
            return FileKind::CharacterDevice;
        case NodeType::Fifo:
            return FileKind::Fifo;
        case NodeType::Socket:
            return FileKind::Socket;
        case NodeType::Irregular:
            break;
    }
    return FileKind::Other;
}

}  // namespace tl::engine
