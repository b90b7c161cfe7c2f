// What targets and groups of patterns have to be like, whoever writes them.

#pragma once

#include <optional>
#include <string>

#include "infra/catalog/pattern_group.h"
#include "infra/catalog/target_definition.h"
#include "services/backup/backups.h"

namespace tl::services {

/// **Errors:** InvalidInput for malformed patterns, for none at all, and for a name of a shipped
/// group.
void requireSound(const catalog::PatternGroup& group);

/// Whether what a target names is there is not looked at.
/// **Errors:** InvalidInput for paths that are not absolute, for no path or repository, for one
/// twice, for malformed patterns, tags and commands, and for sizes and times out of range.
void requireSound(const catalog::TargetDefinition& target);

/// "structure", "data", "N%"; nothing for an empty text. **Errors:** InvalidInput.
[[nodiscard]] std::optional<BackupVerification> parseVerification(const std::string& text);

}  // namespace tl::services
