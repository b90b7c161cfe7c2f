#include "infra/catalog/channel_definition.h"

namespace tl::catalog {

Fields fieldsOf(ChannelDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "kind", .value = &definition.kind},
            {.name = "events", .value = &definition.events},
            {.name = "settings", .value = &definition.settings},
            {.name = "secrets", .value = &definition.secrets},
            {.name = "quiet_hours", .value = &definition.quietHours},
            {.name = "message_template", .value = &definition.messageTemplate},
            {.name = "is_paused", .value = &definition.isPaused}};
}

}  // namespace tl::catalog
