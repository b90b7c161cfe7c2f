#include "services/repository/service_context.h"

namespace tl::services {

engine::Timestamp nowTimestamp(const ServiceContext& context) {
    const WallTime now = context.clock.now();
    return {.seconds = now.seconds,
            .nanoseconds = now.nanoseconds,
            .offsetSeconds = context.zone.offsetSeconds(now.seconds)};
}

}  // namespace tl::services
