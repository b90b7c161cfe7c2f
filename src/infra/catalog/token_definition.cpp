#include "infra/catalog/token_definition.h"

namespace tl::catalog {

Fields fieldsOf(TokenDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "user_name", .value = &definition.user},
            {.name = "scopes", .value = &definition.scopes},
            {.name = "hash", .value = &definition.hash, .shown = Shown::No},
            {.name = "created_at", .value = &definition.createdAt},
            {.name = "expires_at", .value = &definition.expiresAt},
            {.name = "last_used_at", .value = &definition.lastUsedAt}};
}

}  // namespace tl::catalog
