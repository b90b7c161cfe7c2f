#include "infra/engine/format/file_mode.h"

#include <string_view>

namespace tl::engine {

namespace {

// As in <sys/stat.h>; spelled out because trees mean the same on every system.
constexpr std::uint32_t kStatSetuid = 04000;
constexpr std::uint32_t kStatSetgid = 02000;
constexpr std::uint32_t kStatSticky = 01000;

std::uint32_t typeBits(NodeType type) noexcept {
    switch (type) {
        case NodeType::File:
            return 0;
        case NodeType::Directory:
            return kModeDirectory;
        case NodeType::Symlink:
            return kModeSymlink;
        case NodeType::Device:
            return kModeDevice;
        case NodeType::CharacterDevice:
            return kModeDevice | kModeCharacterDevice;
        case NodeType::Fifo:
            return kModeFifo;
        case NodeType::Socket:
            return kModeSocket;
        case NodeType::Irregular:
            return kModeIrregular;
    }
    return kModeIrregular;
}

}  // namespace

std::uint32_t toFileMode(NodeType type, std::uint32_t permissionBits) noexcept {
    std::uint32_t mode = typeBits(type) | (permissionBits & kModePermissions);
    if ((permissionBits & kStatSetuid) != 0) mode |= kModeSetuid;
    if ((permissionBits & kStatSetgid) != 0) mode |= kModeSetgid;
    if ((permissionBits & kStatSticky) != 0) mode |= kModeSticky;
    return mode;
}

std::uint32_t toPermissionBits(std::uint32_t fileMode) noexcept {
    std::uint32_t bits = fileMode & kModePermissions;
    if ((fileMode & kModeSetuid) != 0) bits |= kStatSetuid;
    if ((fileMode & kModeSetgid) != 0) bits |= kStatSetgid;
    if ((fileMode & kModeSticky) != 0) bits |= kStatSticky;
    return bits;
}

std::string describeFileMode(std::uint32_t fileMode) {
    // One letter a bit, from bit 31 downwards; append-only, exclusive and temporary files are Plan
    // 9's.
    constexpr std::string_view kTypeLetters = "dalTLDpSugct?";
    constexpr std::string_view kPermissionLetters = "rwxrwxrwx";
    std::string text;
    for (std::size_t i = 0; i < kTypeLetters.size(); ++i) {
        if ((fileMode >> (31 - i) & 1U) != 0) text.push_back(kTypeLetters[i]);
    }
    if (text.empty()) text.push_back('-');
    for (std::size_t i = 0; i < kPermissionLetters.size(); ++i) {
        text.push_back((fileMode >> (8 - i) & 1U) != 0 ? kPermissionLetters[i] : '-');
    }
    return text;
}

}  // namespace tl::engine
