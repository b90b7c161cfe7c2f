#include "infra/catalog/user_definition.h"

namespace tl::catalog {

Fields fieldsOf(UserDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "role", .value = &definition.role},
            {.name = "password_hash", .value = &definition.passwordHash, .shown = Shown::No},
            {.name = "is_blocked", .value = &definition.isBlocked}};
}

}  // namespace tl::catalog
