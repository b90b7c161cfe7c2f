// Key files: the master key, locked with a password (format sections 2.1, 2.5).

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "infra/engine/format/timestamp.h"

namespace tl::engine {

struct KeyFile {
    Timestamp created;
    std::string username;
    std::string hostname;
    std::uint32_t n = 0;  ///< scrypt's cost; within the limits of section 2.1.
    std::uint32_t r = 0;
    std::uint32_t p = 0;
    std::vector<std::byte> salt;  ///< 64 bytes.
    std::vector<std::byte> data;  ///< The box that holds the master key's JSON.
    bool operator==(const KeyFile&) const = default;
};

[[nodiscard]] std::string writeKeyFile(const KeyFile& key);
/// **Errors:** Corrupted, also for cost parameters beyond the limits; Unsupported for a kdf but
/// scrypt.
[[nodiscard]] KeyFile readKeyFile(std::span<const std::byte> json);

}  // namespace tl::engine
