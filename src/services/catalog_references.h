// Which definitions name which others. The catalog has no foreign keys: whoever changes a name or
// takes one away asks here, within Catalog::change().

#pragma once

#include <string>
#include <vector>

#include "infra/catalog/catalog.h"

namespace tl::services {

/// Who names it, for a person: `target "home"`.
[[nodiscard]] std::vector<std::string> usersOfRepository(catalog::Catalog& catalog,
                                                         const std::string& name);
[[nodiscard]] std::vector<std::string> usersOfTarget(catalog::Catalog& catalog,
                                                     const std::string& name);
[[nodiscard]] std::vector<std::string> usersOfPatternGroup(catalog::Catalog& catalog,
                                                           const std::string& name);

/// Refuses to remove what is in use. **Errors:** InvalidInput, saying by whom.
void requireUnused(const std::string& what, const std::vector<std::string>& users);

/// Lets all who name it name it by its new name.
void renameRepositoryEverywhere(catalog::Catalog& catalog,
                                const std::string& from,
                                const std::string& to);
void renameTargetEverywhere(catalog::Catalog& catalog,
                            const std::string& from,
                            const std::string& to);
void renamePatternGroupEverywhere(catalog::Catalog& catalog,
                                  const std::string& from,
                                  const std::string& to);

}  // namespace tl::services
