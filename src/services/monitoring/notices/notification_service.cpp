#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "services/monitoring/notices/notice_post.h"
#include "services/monitoring/notices/notice_text.h"
#include "services/monitoring/notices/notifications.h"

namespace tl::services {

namespace {

constexpr catalog::Microseconds kMicroseconds = 1'000'000;

class NotificationService final : public Notifications {
  public:
    NotificationService(CatalogAccess& catalog,
                        NoticePost& post,
                        const ChannelWorld& world,
                        const TimeZone& zone)
        : catalog_{catalog},
          post_{post},
          world_{world},
          zone_{zone} {}

    [[nodiscard]] std::vector<ChannelDefinition> list() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return catalog == nullptr ? std::vector<ChannelDefinition>{} : catalog->channels().list();
    }

    [[nodiscard]] ChannelDefinition load(const std::string& name) override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        auto found = catalog == nullptr ? std::nullopt : catalog->channels().find(name);
        if (!found)
            throw Error{ErrorKind::NotFound, "there is no notification channel named " +
                                                 tl::quoted(name) +
                                                 "; `tl notify list` shows those that there are"};
        return std::move(*found);
    }

    void add(const ChannelDefinition& channel) override {
        requireSound(channel);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireKnownFilters(catalog, channel);
            catalog.channels().add(channel);
        });
    }

    void edit(const std::string& name,
              const std::function<void(ChannelDefinition& channel)>& change) override {
        (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            ChannelDefinition channel = catalog.channels().load(name);
            change(channel);
            requireSound(channel);
            requireKnownFilters(catalog, channel);
            catalog.channels().replace(name, channel);
        });
    }

    void remove(const std::string& name) override {
        (void)load(name);
        catalog_.open().channels().remove(name);
    }

    void test(const std::string& name, NoticeEvent event, const std::stop_token& stop) override {
        const ChannelDefinition channel = load(name);
        requireSound(channel);
        const catalog::Microseconds now = world_.clock.now().seconds * kMicroseconds;
        const Notice notice{.event = event,
                            .id = "test",
                            .kind = "test",
                            .machine = hostName(),
                            .message = "This is a test: nothing has happened.",
                            .startedAt = now,
                            .endedAt = now};
        makeChannel(channel, world_)
            ->deliver({.notice = notice,
                       .title = noticeTitle(notice, settingOf(channel, "title"), zone_),
                       .text = noticeText(notice, channel.messageTemplate, zone_)},
                      stop);
    }

    void tell(const Notice& notice) override { post_.send(notice); }

    std::size_t tellOverdue(std::chrono::seconds age) override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr) return 0;
        std::size_t count = 0;
        const catalog::Microseconds limit =
            (world_.clock.now().seconds - age.count()) * kMicroseconds;
        for (const catalog::TargetDefinition& target : catalog->targets().list()) {
            if (!target.machine.empty() && target.machine != hostName()) continue;
            for (const std::string& repository : target.repositories) {
                const catalog::Microseconds last =
                    catalog->operations().lastSuccess("backup", target.name, repository);
                if (last > limit) continue;
                ++count;
                tell(overdueNotice(target.name, repository, hostName(), last));
            }
        }
        return count;
    }

  private:
    static void requireKnownFilters(catalog::Catalog& catalog, const ChannelDefinition& channel) {
        for (const std::string& name : listIn(settingOf(channel, "targets")))
            (void)catalog.targets().load(name);
        for (const std::string& name : listIn(settingOf(channel, "repositories")))
            (void)catalog.repositories().load(name);
    }

    CatalogAccess& catalog_;
    NoticePost& post_;
    const ChannelWorld world_;
    const TimeZone zone_;
};

}  // namespace

std::unique_ptr<Notifications> makeNotifications(CatalogAccess& catalog,
                                                 NoticePost& post,
                                                 const ChannelWorld& world,
                                                 const TimeZone& zone) {
    return std::make_unique<NotificationService>(catalog, post, world, zone);
}

}  // namespace tl::services
