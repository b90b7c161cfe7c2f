// Does what one operation of the queue says.

#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <utility>

#include "infra/catalog/operation.h"
#include "services/policy/scheduled_runs.h"

namespace tl::services {

/// What becomes of an operation that a stop has ended.
enum class AfterStop : std::uint8_t { PutBack, Cancel };

/// **Threads:** any.
class OperationRuns {
  public:
    /// Keeps copies of both, and so what they borrow.
    OperationRuns(const RunServices& services, RunWorld world)
        : services_{services},
          world_{std::move(world)} {}

    /// Runs it and records how it ended, which it returns; a failure is no error here.
    /// **Errors:** as Database, when the catalog cannot even tell what is to be done.
    catalog::Operation run(const catalog::Claim& claim,
                           AfterStop afterStop,
                           const std::stop_token& stop);

  private:
    class Run;

    const RunServices services_;
    const RunWorld world_;
};

/// How long after its nth attempt a run is tried again.
[[nodiscard]] std::chrono::seconds delayAfter(std::int64_t attempt);

}  // namespace tl::services
