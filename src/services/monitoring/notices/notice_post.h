// Takes notices to their channels in the background: each channel has a queue and a thread, so that
// none waits for another, nor anything for them.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "infra/platform/time_zone.h"
#include "services/catalog_access.h"
#include "services/monitoring/notices/channel.h"
#include "services/monitoring/operation_listener.h"

namespace tl::services {

struct PostSettings {
    /// For one delivery, its retries included.
    std::chrono::nanoseconds deliveryMax = std::chrono::seconds{60};
    /// For all that is still under way when the object dies.
    std::chrono::nanoseconds patienceAtEnd = std::chrono::seconds{15};
    std::size_t waitingMax = 16;   ///< In each channel's queue; what comes then is dropped.
    std::size_t channelsMax = 32;  ///< With a thread of their own.
    /// Told, from any thread, what could not be delivered.
    std::function<void(const std::string& news)> warn{};
};

/// **Threads:** safe from any.
class NoticePost final : public OperationListener {
  public:
    using ChannelMaker = std::function<std::unique_ptr<Channel>(const ChannelDefinition& channel)>;

    /// Borrows `catalog` and `clock`, and what `makeChannel` does.
    NoticePost(CatalogAccess& catalog,
               Clock& clock,
               const TimeZone& zone,
               ChannelMaker makeChannel,
               PostSettings settings);
    /// Waits for what is under way, but not for long.
    ~NoticePost() override;
    NoticePost(const NoticePost&) = delete;
    NoticePost& operator=(const NoticePost&) = delete;

    void onEnded(const catalog::Operation& operation) noexcept override;
    /// Gives the notice to every channel that is for it. **Errors:** as CatalogAccess.
    void send(const Notice& notice);

  private:
    class Lanes;
    std::unique_ptr<Lanes> lanes_;
};

}  // namespace tl::services
