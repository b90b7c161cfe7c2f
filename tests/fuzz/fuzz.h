// What all fuzz targets have in common: an input is refused with the error that the parser
// promises, or it is a value, and then writing and reading that value gives it back.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::fuzz {

inline std::span<const std::byte> bytesOf(const std::uint8_t* data, std::size_t size) {
    return std::as_bytes(std::span{data, size});
}

/// What `parse` returns, or nothing when it refuses its input. Any other error ends the run.
template <typename Parse>
auto tryParse(Parse&& parse) -> std::optional<decltype(parse())> {
    try {
        return std::forward<Parse>(parse)();
    } catch (const Error& error) {
        TL_ASSERT(error.kind() == ErrorKind::Corrupted || error.kind() == ErrorKind::Unsupported);
        return std::nullopt;
    }
}

/// For parsers of JSON: `read` takes bytes, `write` returns text.
template <typename Read, typename Write>
void checkRoundTrip(std::span<const std::byte> input, Read&& read, Write&& write) {
    const auto value = tryParse([&] { return read(input); });
    if (!value) return;
    const auto text = write(*value);
    TL_ASSERT(read(std::as_bytes(std::span{text})) == *value);
}

}  // namespace tl::fuzz
