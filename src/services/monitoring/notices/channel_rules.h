// What a channel's definition may say, and which notices it is for.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "infra/catalog/channel_definition.h"
#include "infra/platform/time_zone.h"
#include "services/monitoring/notices/notice.h"

namespace tl::services {

using catalog::ChannelDefinition;

enum class ChannelKind : std::uint8_t { Desktop, Email, Webhook, Ping, Command, Plugin };

[[nodiscard]] const char* nameOf(ChannelKind kind) noexcept;
/// **Errors:** InvalidInput, naming those that there are.
[[nodiscard]] ChannelKind parseChannelKind(const std::string& name);
[[nodiscard]] std::vector<std::string> channelKindNames();

/// **Errors:** InvalidInput for an unknown kind, event, setting or secret, one that is missing or
/// malformed, a secret that is not a reference, quiet hours and templates that cannot be read.
void requireSound(const ChannelDefinition& channel);

/// Whether the channel is to be told, at a time when its zone's clocks show `now`: not while it is
/// paused; in its quiet hours only what is urgent.
[[nodiscard]] bool isFor(const ChannelDefinition& channel,
                         const Notice& notice,
                         WallTime now,
                         const TimeZone& zone);

/// A setting's value; empty when there is none.
[[nodiscard]] std::string settingOf(const ChannelDefinition& channel, const std::string& name);
/// Cuts at commas; white space around the pieces does not count.
[[nodiscard]] std::vector<std::string> listIn(const std::string& text);

/// Lets the channels that are for a target or repository of this name follow its new one. `setting`
/// is "targets" or "repositories". True when the channel was changed.
bool renameInFilter(ChannelDefinition& channel,
                    const std::string& setting,
                    const std::string& from,
                    const std::string& to);

}  // namespace tl::services
