// For tests: the kind of error that a call throws.

#pragma once

#include <optional>

#include "infra/errors/error.h"

namespace tl {

/// Nothing when `call` throws no Error.
template <typename Call>
std::optional<ErrorKind> kindThrown(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

}  // namespace tl
