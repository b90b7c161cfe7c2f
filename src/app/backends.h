// Which storage a location string means. One line here makes a backend known to the whole program.

#pragma once

#include <memory>

#include "services/repository/repository_access.h"
#include "storage/backend.h"

namespace tl::app {

/// Opens the place that `access` names by its location (`-r`), with the options (`-o key=value`)
/// that concern it; options of other backends are left alone. **Errors:** InvalidInput for a
/// location or an option that nobody knows; Unsupported for a backend that this build lacks.
[[nodiscard]] std::unique_ptr<storage::Backend> openBackend(
    const services::RepositoryAccess& access);

}  // namespace tl::app
