// Notification channels: how people are told what happened (requirements MR-2, MR-4).

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/catalog/channel_definition.h"
#include "infra/platform/time_zone.h"
#include "services/catalog_access.h"
#include "services/monitoring/notices/channel.h"
#include "services/monitoring/notices/notice.h"

namespace tl::services {

/// **Errors:** all calls, as CatalogAccess.
class Notifications {
  public:
    Notifications() = default;
    Notifications(const Notifications&) = delete;
    Notifications& operator=(const Notifications&) = delete;
    virtual ~Notifications() = default;

    /// By name. None where there is no catalog.
    [[nodiscard]] virtual std::vector<ChannelDefinition> list() = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual ChannelDefinition load(const std::string& name) = 0;
    /// **Errors:** AlreadyExists; as requireSound(); InvalidInput for a target or repository that
    /// is not there.
    virtual void add(const ChannelDefinition& channel) = 0;
    /// **Errors:** NotFound, and as add().
    virtual void edit(const std::string& name,
                      const std::function<void(ChannelDefinition& channel)>& change) = 0;
    /// **Errors:** NotFound.
    virtual void remove(const std::string& name) = 0;
    /// Sends a test through a channel, whatever its filters say, and waits for it.
    /// **Errors:** NotFound; what the delivery throws.
    virtual void test(const std::string& name, NoticeEvent event, const std::stop_token& stop) = 0;
    /// Tells all channels that are for it. What cannot be delivered is told as a warning, later.
    virtual void tell(const Notice& notice) = 0;
    /// Tells of every target, of this machine or of any, whose last success with one of its
    /// repositories is older than `age`, or that never had one. Returns how many there are.
    virtual std::size_t tellOverdue(std::chrono::seconds age) = 0;
};

/// Delivers notices in the background.
class NoticePost;

/// Borrows all.
[[nodiscard]] std::unique_ptr<Notifications> makeNotifications(CatalogAccess& catalog,
                                                               NoticePost& post,
                                                               const ChannelWorld& world,
                                                               const TimeZone& zone);

}  // namespace tl::services
