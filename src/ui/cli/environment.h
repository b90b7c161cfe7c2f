// Settings from the environment. Each has a name of ours and restic's name; ours wins.

#pragma once

#include <functional>
#include <optional>
#include <string>

namespace tl::cli {

/// Looks a variable up by its whole name. Nothing: not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// TIMELOCKER_`name`, else RESTIC_`name`. A variable that is set to nothing counts as not set.
[[nodiscard]] std::optional<std::string> findSetting(const Environment& environment,
                                                     const std::string& name);

/// As findSetting(), but only with this prefix ("TIMELOCKER_" or "RESTIC_").
[[nodiscard]] std::optional<std::string> findWithPrefix(const Environment& environment,
                                                        const std::string& prefix,
                                                        const std::string& name);

/// A setting that is "1", "true" and the like, as Go's strconv.ParseBool reads it.
[[nodiscard]] bool isSettingOn(const Environment& environment, const std::string& name);

}  // namespace tl::cli
