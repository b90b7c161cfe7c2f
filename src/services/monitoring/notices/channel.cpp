#include "services/monitoring/notices/channel.h"

namespace tl::services {

std::unique_ptr<Channel> makeChannel(const ChannelDefinition& channel, const ChannelWorld& world) {
    switch (parseChannelKind(channel.kind)) {
        case ChannelKind::Desktop:
            break;
        case ChannelKind::Email:
            return makeEmailChannel(channel, world);
        case ChannelKind::Webhook:
            return makeWebhookChannel(channel, world);
        case ChannelKind::Ping:
            return makePingChannel(channel, world);
        case ChannelKind::Command:
            return makeCommandChannel(channel);
        case ChannelKind::Plugin:
            return makePluginChannel(channel, world);
    }
    return makeDesktopChannel(world);
}

}  // namespace tl::services
