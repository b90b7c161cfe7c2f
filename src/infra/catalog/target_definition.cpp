#include "infra/catalog/target_definition.h"

namespace tl::catalog {

Fields fieldsOf(TargetDefinition& definition) {
    return {{.name = "name", .value = &definition.name},
            {.name = "description", .value = &definition.description},
            {.name = "machine", .value = &definition.machine},
            {.name = "paths", .value = &definition.paths},
            {.name = "repositories", .value = &definition.repositories},
            {.name = "pattern_groups", .value = &definition.patternGroups},
            {.name = "includes", .value = &definition.includes},
            {.name = "excludes", .value = &definition.excludes},
            {.name = "excludes_ignoring_case", .value = &definition.excludesIgnoringCase},
            {.name = "exclude_if_present", .value = &definition.excludeIfPresent},
            {.name = "excludes_caches", .value = &definition.excludesCaches},
            {.name = "exclude_larger_than", .value = &definition.excludeLargerThan},
            {.name = "one_file_system", .value = &definition.oneFileSystem},
            {.name = "skips_if_unchanged", .value = &definition.skipsIfUnchanged},
            {.name = "tags", .value = &definition.tags},
            {.name = "hook_before", .value = &definition.hookBefore},
            {.name = "hook_after", .value = &definition.hookAfter},
            {.name = "hook_on_error", .value = &definition.hookOnError},
            {.name = "hook_plugins", .value = &definition.hookPlugins},
            {.name = "hook_time_limit", .value = &definition.hookTimeLimit},
            {.name = "verify_after", .value = &definition.verifyAfter}};
}

}  // namespace tl::catalog
