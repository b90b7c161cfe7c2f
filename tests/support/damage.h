// What can happen to a stored file.

#pragma once

#include <cstdint>

#include "storage/backend.h"

namespace tl::storage {

enum class Damage : std::uint8_t {
    FlippedBit,    ///< In the middle.
    FlippedAtEnd,  ///< In the last byte but eight: of a pack, in its header.
    Truncated,     ///< The second half is gone.
    Emptied,       ///< It has no bytes left.
    Missing,
};

/// For the names of tests: "FlippedBit".
[[nodiscard]] const char* nameOf(Damage damage) noexcept;

/// Does it to the file, which must be there.
void inflict(Backend& backend, const FileId& id, Damage damage);

}  // namespace tl::storage
