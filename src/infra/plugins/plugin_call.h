// One call to a notifier, a source of secrets or a hook: its program is started, gets one JSON
// document, gives one back, and ends.

#pragma once

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "infra/plugins/plugin_answer.h"
#include "infra/plugins/plugin_catalog.h"
#include "infra/plugins/plugin_settings.h"

namespace tl::plugins {

/// What a call is about: names and texts, such as "event" and "before-backup". In the document they
/// are members of `call`; the program has them as variables, too, TIMELOCKER_CALL_EVENT.
using CallFacts = std::vector<std::pair<std::string, std::string>>;

/// Makes a call and returns the answer, be it yes or no. The program has `answerMax` for it.
/// **Errors:** Unavailable when it fails, does not end in time, or says anything but an answer;
/// NotFound, PermissionDenied when it cannot be started; Cancelled on stop.
[[nodiscard]] PluginAnswer callPlugin(const Plugin& plugin,
                                      const std::vector<PluginSetting>& settings,
                                      const CallFacts& facts,
                                      const std::stop_token& stop);

}  // namespace tl::plugins
