// Modes in trees are Go's os.FileMode, not st_mode (format section 7.6).

#pragma once

#include <cstdint>
#include <string>

#include "infra/engine/format/node.h"

namespace tl::engine {

inline constexpr std::uint32_t kModeDirectory = 1U << 31U;
inline constexpr std::uint32_t kModeSymlink = 1U << 27U;
inline constexpr std::uint32_t kModeDevice = 1U << 26U;
inline constexpr std::uint32_t kModeFifo = 1U << 25U;
inline constexpr std::uint32_t kModeSocket = 1U << 24U;
inline constexpr std::uint32_t kModeSetuid = 1U << 23U;
inline constexpr std::uint32_t kModeSetgid = 1U << 22U;
inline constexpr std::uint32_t kModeCharacterDevice = 1U << 21U;
inline constexpr std::uint32_t kModeSticky = 1U << 20U;
inline constexpr std::uint32_t kModeIrregular = 1U << 19U;
inline constexpr std::uint32_t kModePermissions = 0777;

/// A node's mode from its type and the low 12 bits of st_mode (07777).
[[nodiscard]] std::uint32_t toFileMode(NodeType type, std::uint32_t permissionBits) noexcept;
/// The low 12 bits of st_mode (07777) for a node's mode.
[[nodiscard]] std::uint32_t toPermissionBits(std::uint32_t fileMode) noexcept;
/// As Go's FileMode.String(): "drwxr-xr-x", "-rw-r--r--", "Lrwxrwxrwx", "dtrwxrwxrwx"
/// (section 16.2).
[[nodiscard]] std::string describeFileMode(std::uint32_t fileMode);

}  // namespace tl::engine
