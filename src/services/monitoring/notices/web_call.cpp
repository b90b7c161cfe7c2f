#include "services/monitoring/notices/web_call.h"

#include <array>
#include <chrono>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

using std::chrono::milliseconds;
constexpr std::array kPauses = {milliseconds{500}, milliseconds{1000}, milliseconds{2000},
                                milliseconds{4000}};

/// Whether the same request may succeed later: RFC 9110, sections 15.5.9 and 15.6; RFC 6585.
bool mayPass(int status) {
    constexpr int kRequestTimeout = 408;
    constexpr int kTooManyRequests = 429;
    constexpr int kServerError = 500;
    return status == kRequestTimeout || status == kTooManyRequests || status >= kServerError;
}

void requireSuccess(const HttpResponse& response) {
    if (response.isSuccess()) return;
    constexpr int kUnauthorized = 401;
    constexpr int kForbidden = 403;
    const bool isDenied = response.status == kUnauthorized || response.status == kForbidden;
    const ErrorKind refused = isDenied ? ErrorKind::PermissionDenied : ErrorKind::InvalidInput;
    throw Error{mayPass(response.status) ? ErrorKind::Unavailable : refused,
                "the server answered with the status " + std::to_string(response.status)};
}

}  // namespace

void callWeb(HttpClient& client,
             const WebRequestMaker& makeRequest,
             Clock& clock,
             const std::stop_token& stop) {
    for (const milliseconds pause : kPauses) {
        try {
            requireSuccess(client.send(makeRequest(), stop));
            return;
        } catch (const Error& error) {
            if (!isRetryable(error.kind())) throw;
        }
        if (!clock.sleep(pause, stop)) throw Cancelled{};
    }
    requireSuccess(client.send(makeRequest(), stop));
}

Secret urlOf(const ChannelDefinition& channel,
             const ChannelWorld& world,
             const std::stop_token& stop) {
    const auto secret = channel.secrets.find("url");
    if (secret == channel.secrets.end()) return Secret::fromText(settingOf(channel, "url"));
    return world.secrets.fetch(parseSecretReference(secret->second), "url of the channel",
                               Asking::Never, stop);
}

HttpSettings webSettings(const ChannelDefinition& channel) {
    HttpSettings settings{.connections = 1, .userAgent = "TimeLocker"};
    const std::string authority = settingOf(channel, "ca_file");
    if (!authority.empty()) settings.certificateFiles = {authority};
    settings.connectTimeout = std::chrono::seconds{10};
    settings.stuckTimeout = std::chrono::seconds{15};
    return settings;
}

}  // namespace tl::services
