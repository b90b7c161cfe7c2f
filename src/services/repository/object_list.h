// The lines of `tl list`.

#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "infra/engine/repository/repository.h"
#include "services/repository/repositories.h"

namespace tl::services {

/// Calls `visit` with a line for each object: its ID; for blobs "data " or "tree " before it, once
/// for each place where an index lists it. **Errors:** Corrupted for a damaged index.
void listObjects(const engine::Repository& repository,
                 ObjectKind kind,
                 const std::function<void(const std::string& line)>& visit,
                 const std::stop_token& stop);

}  // namespace tl::services
