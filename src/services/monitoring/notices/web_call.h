// One HTTP request of a channel, tried again while the other side is not well.

#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "infra/platform/http_client.h"
#include "services/monitoring/notices/channel.h"

namespace tl::services {

/// Makes the request anew for each try: a signature covers the time.
using WebRequestMaker = std::function<HttpRequest()>;

/// Sends until the answer is a success, five times at most, after 0.5, 1, 2 and 4 seconds.
/// **Errors:** InvalidInput for an answer that will not change, such as 404 or a redirect;
/// Unavailable, PermissionDenied and the like when the last try failed; Cancelled.
void callWeb(HttpClient& client,
             const WebRequestMaker& makeRequest,
             Clock& clock,
             const std::stop_token& stop);

/// The setting or the secret `url` of a channel. **Errors:** as SecretSource.
[[nodiscard]] Secret urlOf(const ChannelDefinition& channel,
                           const ChannelWorld& world,
                           const std::stop_token& stop);

/// Settings that suit a channel: its authorities, and not much patience.
[[nodiscard]] HttpSettings webSettings(const ChannelDefinition& channel);

}  // namespace tl::services
