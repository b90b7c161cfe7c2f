#include <nlohmann/json.hpp>
#include <span>

#include "infra/platform/digest.h"
#include "infra/platform/http_client.h"
#include "infra/platform/utc_text.h"
#include "services/monitoring/notices/channel.h"
#include "services/monitoring/notices/web_call.h"

namespace tl::services {

namespace {

using Json = nlohmann::ordered_json;

Json momentOf(catalog::Microseconds at) {
    constexpr catalog::Microseconds kSecond = 1'000'000;
    if (at == 0) return nullptr;
    return utcText(
        {.seconds = at / kSecond, .nanoseconds = static_cast<std::int32_t>(at % kSecond * 1000)});
}

std::string bodyOf(const Letter& letter) {
    const Notice& notice = letter.notice;
    const Json json{{"version", 1},
                    {"id", notice.id},
                    {"event", nameOf(notice.event)},
                    {"title", letter.title},
                    {"text", letter.text},
                    {"kind", notice.kind},
                    {"target", notice.target},
                    {"repository", notice.repository},
                    {"machine", notice.machine},
                    {"message", notice.message},
                    {"snapshot", notice.snapshot},
                    {"started_at", momentOf(notice.startedAt)},
                    {"ended_at", momentOf(notice.endedAt)},
                    {"figures", notice.figures}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

class WebhookChannel final : public Channel {
  public:
    WebhookChannel(const ChannelDefinition& channel, const ChannelWorld& world)
        : channel_{channel},
          world_{world} {}

    void deliver(const Letter& letter, const std::stop_token& stop) override {
        const auto client = makeHttpClient(webSettings(channel_));
        const Secret url = urlOf(channel_, world_, stop);
        const Secret key = secret("key", "key of the webhook", stop);
        const Secret authorization = secret("authorization", "authorization of the webhook", stop);
        const std::string body = bodyOf(letter);
        const auto makeRequest = [&] {
            HttpRequest request{.method = "POST",
                                .url = std::string{url.text()},
                                .headers = {{"Content-Type", "application/json"},
                                            {"X-TimeLocker-Delivery", letter.notice.id}},
                                .body = std::as_bytes(std::span{body})};
            constexpr std::size_t kAnswerMax = std::size_t{64} << 10U;
            request.bodyMaxBytes = kAnswerMax;
            if (!key.isEmpty()) sign(key, body, request);
            if (!authorization.isEmpty())
                request.secretHeaders.push_back({"Authorization", &authorization});
            return request;
        };
        callWeb(*client, makeRequest, world_.clock, stop);
    }

  private:
    /// Empty when the channel has none.
    [[nodiscard]] Secret secret(const char* name,
                                const char* what,
                                const std::stop_token& stop) const {
        const auto found = channel_.secrets.find(name);
        if (found == channel_.secrets.end()) return {};
        return world_.secrets.fetch(parseSecretReference(found->second), what, Asking::Never, stop);
    }

    /// The time is signed, too, so that what was heard cannot be said again later.
    void sign(const Secret& key, const std::string& body, HttpRequest& request) const {
        const std::string moment = std::to_string(world_.clock.now().seconds);
        const std::string covered = moment + "." + body;
        const auto code = hmacSha256(key.bytes(), std::as_bytes(std::span{covered}));
        request.headers.push_back({"X-TimeLocker-Timestamp", moment});
        request.headers.push_back({"X-TimeLocker-Signature", "sha256=" + hexText(code)});
    }

    const ChannelDefinition channel_;
    const ChannelWorld world_;
};

}  // namespace

std::unique_ptr<Channel> makeWebhookChannel(const ChannelDefinition& channel,
                                            const ChannelWorld& world) {
    return std::make_unique<WebhookChannel>(channel, world);
}

}  // namespace tl::services
