// Reading a second time before something is called damaged: a bit that fell over on the way, in a
// cable or in memory, is no damage to the repository.

#pragma once

#include "infra/errors/error.h"

namespace tl::engine {

/// Returns what `load` returns; calls it once more when it says that something is corrupted.
template <typename Load>
auto withSecondLook(const Load& load) {
    try {
        return load();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupted) throw;
    }
    return load();
}

}  // namespace tl::engine
