// What `tl cat` prints.

#pragma once

#include <stop_token>
#include <string>

#include "infra/engine/repository/repository.h"
#include "services/repository/repositories.h"

namespace tl::services {

/// As Repositories::cat.
[[nodiscard]] std::string loadObject(const engine::Repository& repository,
                                     CatKind kind,
                                     const std::string& id,
                                     const std::stop_token& stop);

}  // namespace tl::services
