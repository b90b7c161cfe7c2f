// Definitions as TOML, and back.
//
// One section for each definition, `[repositories.photos]`, with the fields that say something by
// the names of the catalog's columns. `format = 1` at the top says which version this is.

#pragma once

#include <string>
#include <string_view>

#include "services/configuration/definition_set.h"

namespace tl::services {

[[nodiscard]] std::string toConfigurationText(DefinitionSet set);

/// **Errors:** InvalidInput, with the line: for what is no TOML, a section or field that nobody
/// knows, a value of the wrong type, a bad name; Unsupported for a newer format.
[[nodiscard]] DefinitionSet parseConfigurationText(std::string_view text);

}  // namespace tl::services
