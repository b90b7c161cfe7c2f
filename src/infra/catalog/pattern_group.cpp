#include "infra/catalog/pattern_group.h"

namespace tl::catalog {

Fields fieldsOf(PatternGroup& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "includes", .value = &definition.includes},
            {.name = "excludes", .value = &definition.excludes},
            {.name = "ignores_case", .value = &definition.ignoresCase}};
}

}  // namespace tl::catalog
