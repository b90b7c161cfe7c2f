// The services on repositories in local folders.

#pragma once

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "services/repository/service_context.h"

namespace tl::compat {

class LocalServices {
  public:
    LocalServices();

    [[nodiscard]] const services::ServiceContext& context() const noexcept { return context_; }

  private:
    SystemClock clock_;
    SystemRandom random_;
    services::ServiceContext context_;
};

}  // namespace tl::compat
