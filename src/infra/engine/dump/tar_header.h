// The header of one entry of a tar archive.
//
// What the classic header has no room for (long names, large numbers, fractions of seconds,
// extended attributes, access lists) goes into a pax record in front of it. GNU tar, bsdtar,
// Python and Go read these. Names are written as the bytes that they are.
// **Source:** POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".

#pragma once

#include <cstdint>
#include <string>

#include "infra/engine/format/node.h"

namespace tl::engine {

inline constexpr std::uint64_t kTarBlockSize = 512;

/// All that precedes the content of a file, folder or link: whole blocks. `path` is without a
/// slash at either end.
[[nodiscard]] std::string makeTarHeader(const std::string& path, const Node& node);

}  // namespace tl::engine
