#include "infra/catalog/repository_definition.h"

namespace tl::catalog {

Fields fieldsOf(RepositoryDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "location", .value = &definition.location},
            {.name = "password_kind", .value = &definition.passwordKind},
            {.name = "password_reference", .value = &definition.passwordReference},
            {.name = "key_hint", .value = &definition.keyHint},
            {.name = "options", .value = &definition.options},
            {.name = "region_rule", .value = &definition.regionRule}};
}

}  // namespace tl::catalog
