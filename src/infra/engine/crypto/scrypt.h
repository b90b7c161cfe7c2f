// scrypt (RFC 7914): a password becomes key bytes, at a cost of time and memory that makes guessing
// dear.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "infra/platform/secret.h"

namespace tl::engine {

struct ScryptParameters {
    std::uint32_t n =
        32768;  ///< Steps, and with `r` the memory: 128 * n * r bytes. A power of two.
    std::uint32_t r = 8;
    std::uint32_t p = 1;  ///< How often all of that is done, one after the other.
};

/// Fills `out` with what `password` and `salt` give. Its time does not depend on the password by
/// any branch; which memory it reads does, as scrypt has it.
/// **Errors:** ResourceExhausted when the memory that the parameters ask for is not to be had,
/// Corrupted for parameters that scrypt excludes. **Source:** RFC 7914.
void scrypt(const Secret& password,
            std::span<const std::byte> salt,
            const ScryptParameters& parameters,
            std::span<std::byte> out);

}  // namespace tl::engine
