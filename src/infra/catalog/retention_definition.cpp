#include "infra/catalog/retention_definition.h"

namespace tl::catalog {

Fields fieldsOf(RetentionDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "scope", .value = &definition.scope},
            {.name = "subject", .value = &definition.subject},
            {.name = "rules", .value = &definition.rules},
            {.name = "is_paused", .value = &definition.isPaused}};
}

}  // namespace tl::catalog
