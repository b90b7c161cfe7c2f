// Lock files (format section 9.1).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "infra/engine/format/timestamp.h"

namespace tl::engine {

struct LockFile {
    Timestamp time;
    bool isExclusive = false;
    std::string hostname;
    std::string username;
    std::int64_t pid = 0;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool operator==(const LockFile&) const = default;
};

[[nodiscard]] std::string writeLockFile(const LockFile& lock);
/// **Errors:** Corrupted.
[[nodiscard]] LockFile readLockFile(std::span<const std::byte> json);

}  // namespace tl::engine
