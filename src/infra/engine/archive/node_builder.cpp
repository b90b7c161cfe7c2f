#include "infra/engine/archive/node_builder.h"

#include "infra/engine/format/file_mode.h"
#include "infra/engine/repository/node_kind.h"

namespace tl::engine {

Timestamp NodeBuilder::toTimestamp(WallTime time) {
    return {time.seconds, time.nanoseconds, zone_.offsetSeconds(time.seconds)};
}

Node NodeBuilder::build(const std::string& name, const FileStatus& status) {
    if (user_.id != status.userId) user_ = {status.userId, users_.userName(status.userId)};
    if (group_.id != status.groupId) group_ = {status.groupId, users_.groupName(status.groupId)};
    Node node;
    node.name = name;
    node.type = nodeTypeOf(status.kind);
    node.mode = toFileMode(node.type, status.permissionBits);
    node.mtime = toTimestamp(status.modified);
    node.atime = accessTime_ == AccessTime::Keep ? toTimestamp(status.accessed) : node.mtime;
    node.ctime = toTimestamp(status.changed);
    node.uid = status.userId;
    node.gid = status.groupId;
    node.user = user_.name;
    node.group = group_.name;
    node.inode = status.inode;
    node.deviceId = status.deviceId;
    switch (node.type) {
        case NodeType::File:
            node.size = status.sizeBytes;
            node.links = status.links;
            node.content.emplace();
            break;
        case NodeType::Symlink:
            node.links = status.links;
            break;
        case NodeType::Device:
        case NodeType::CharacterDevice:
            node.links = status.links;
            node.device = status.device;
            break;
        case NodeType::Directory:
        case NodeType::Fifo:
        case NodeType::Socket:
        case NodeType::Irregular:
            break;
    }
    return node;
}

}  // namespace tl::engine
