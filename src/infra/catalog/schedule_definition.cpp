#include "infra/catalog/schedule_definition.h"

namespace tl::catalog {

Fields fieldsOf(ScheduleDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "action", .value = &definition.action},
            {.name = "subject", .value = &definition.subject},
            {.name = "timing", .value = &definition.timing},
            {.name = "run_window", .value = &definition.window},
            {.name = "conditions", .value = &definition.conditions},
            {.name = "settings", .value = &definition.settings},
            {.name = "retry_count", .value = &definition.retryCount},
            {.name = "skips_missed", .value = &definition.skipsMissed},
            {.name = "is_paused", .value = &definition.isPaused}};
}

}  // namespace tl::catalog
