// Backends as the core gets them: with what every backend needs around it.

#pragma once

#include <memory>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "services/repository/repository_access.h"
#include "storage/backend.h"

namespace tl::app {

class BackendStack {
  public:
    /// Both must outlive the object and all that it opens.
    BackendStack(Clock& clock, Random& random) : clock_{clock}, random_{random} {}

    /// As services::BackendFactory. The one place where decorators are put around a backend; only
    /// the cache comes later, when the repository's ID is known.
    /// **Errors:** as openBackend().
    [[nodiscard]] std::unique_ptr<storage::Backend> open(const services::RepositoryAccess& access);

  private:
    Clock& clock_;
    Random& random_;
};

}  // namespace tl::app
