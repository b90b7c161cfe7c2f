#include "infra/resources/stop_on_signals.h"

#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/thread_name.h"

namespace tl {

StopOnSignals::StopOnSignals(std::stop_source source)
    : thread_{[this, source = std::move(source)](const std::stop_token& stop) mutable {
          setThreadName("signals");
          try {
              watch_.wait(stop);
          } catch (const Cancelled&) {
              return;  // The owner is done; no signal came.
          } catch (const Error&) {
              // Deaf to signals is worse than stopped.
          }
          source.request_stop();
      }} {}

}  // namespace tl
