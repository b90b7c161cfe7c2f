// JSON as a person reads it.

#pragma once

#include <string>
#include <string_view>

namespace tl::services {

/// `json` with a member a line and two blanks a level, as restic prints it; every value keeps its
/// very characters. Expects valid JSON; of anything else only the white space changes.
[[nodiscard]] std::string indentJson(std::string_view json);

}  // namespace tl::services
