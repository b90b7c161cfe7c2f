// Holds a storage plugin to the protocol, through the Backend that it serves: what
// backend_contract.h asks of our own backends, said in sentences for the author of a plugin.

#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>

#include "storage/backend.h"

namespace tl::plugins {

/// One thing that was tried: what is wanted, and what happened instead; empty when all is well.
using ConformanceListener =
    std::function<void(const std::string& wanted, const std::string& problem)>;

/// Stores files of every kind in an empty place, reads and removes them, and calls `listener` after
/// each check. Returns how many checks failed. Whatever comes of it, what was stored is removed;
/// the folders stay. When the first request fails, nothing else is tried.
/// **Errors:** InvalidInput when the place is not empty, before anything is stored; Cancelled.
[[nodiscard]] std::size_t checkStorage(storage::Backend& backend,
                                       const ConformanceListener& listener,
                                       const std::stop_token& stop);

}  // namespace tl::plugins
