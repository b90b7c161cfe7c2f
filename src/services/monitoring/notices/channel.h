// A way to tell somebody something: one implementation for each kind.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "infra/plugins/plugin_catalog.h"
#include "services/monitoring/notices/channel_rules.h"
#include "services/monitoring/notices/notice.h"
#include "services/security/secret_reference.h"

namespace tl::services {

/// A notice in the words of a channel.
struct Letter {
    Notice notice{};
    std::string title{};
    std::string text{};
};

class Channel {
  public:
    Channel() = default;
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    virtual ~Channel() = default;

    /// Returns when the other side has the letter. **Errors:** any; Cancelled within some seconds
    /// of a stop.
    virtual void deliver(const Letter& letter, const std::stop_token& stop) = 0;
};

/// What channels use of the world. Borrows all.
struct ChannelWorld {
    Clock& clock;
    Random& random;
    const plugins::PluginCatalog& plugins;
    SecretSource& secrets;
    std::function<std::optional<std::string>(const std::string& name)> variable;
};

/// `channel` is sound. What `world` borrows must outlive the object.
[[nodiscard]] std::unique_ptr<Channel> makeChannel(const ChannelDefinition& channel,
                                                   const ChannelWorld& world);

// Those that makeChannel() chooses from.

[[nodiscard]] std::unique_ptr<Channel> makeCommandChannel(const ChannelDefinition& channel);
/// Shows the notice on the desktop of the user whose process this is.
/// **Source:** Desktop Notifications Specification 1.2.
[[nodiscard]] std::unique_ptr<Channel> makeDesktopChannel(const ChannelWorld& world);
[[nodiscard]] std::unique_ptr<Channel> makeEmailChannel(const ChannelDefinition& channel,
                                                        const ChannelWorld& world);
/// Tells a service that watches over things which should happen.
/// **Source:** https://healthchecks.io/docs/http_api/
[[nodiscard]] std::unique_ptr<Channel> makePingChannel(const ChannelDefinition& channel,
                                                       const ChannelWorld& world);
[[nodiscard]] std::unique_ptr<Channel> makePluginChannel(const ChannelDefinition& channel,
                                                         const ChannelWorld& world);
/// Posts JSON, signed if the channel has a key (docs/notifications.md).
[[nodiscard]] std::unique_ptr<Channel> makeWebhookChannel(const ChannelDefinition& channel,
                                                          const ChannelWorld& world);

}  // namespace tl::services
