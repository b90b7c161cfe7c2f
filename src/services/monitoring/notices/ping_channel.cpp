#include <span>

#include "infra/platform/http_client.h"
#include "services/monitoring/notices/channel.h"
#include "services/monitoring/notices/web_call.h"

namespace tl::services {

namespace {

class PingChannel final : public Channel {
  public:
    PingChannel(const ChannelDefinition& channel, const ChannelWorld& world)
        : channel_{channel},
          world_{world} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        const NoticeEvent event = letter.notice.event;
        const bool isGood = event == NoticeEvent::Success || event == NoticeEvent::Warning;
        const bool isPlain = settingOf(channel_, "style") == "plain";
        if (isPlain && !isGood) return;  // Silence is what such a service raises its alarm at.
        const Secret base = urlOf(channel_, world_, stop);
        std::string url{base.text()};
        while (url.ends_with('/'))
            url.pop_back();
        if (!isGood) url += "/fail";
        const auto client = makeHttpClient(webSettings(channel_));
        const auto makeRequest = [&] {
            HttpRequest request{.method = isPlain ? "GET" : "POST", .url = url};
            if (!isPlain) request.body = std::as_bytes(std::span{letter.text});
            constexpr std::size_t kAnswerMax = std::size_t{64} << 10U;
            request.bodyMaxBytes = kAnswerMax;
            return request;
        };
        callWeb(*client, makeRequest, world_.clock, stop);
    }

  private:
    const ChannelDefinition channel_;
    const ChannelWorld world_;
};

}  // namespace

std::unique_ptr<Channel> makePingChannel(const ChannelDefinition& channel,
                                         const ChannelWorld& world) {
    return std::make_unique<PingChannel>(channel, world);
}

}  // namespace tl::services
