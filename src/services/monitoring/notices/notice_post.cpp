#include "services/monitoring/notices/notice_post.h"

#include <atomic>
#include <map>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/resources/bounded_queue.h"
#include "infra/resources/mutex.h"
#include "infra/resources/stop_after.h"
#include "infra/resources/worker_group.h"
#include "services/monitoring/notices/notice_text.h"

namespace tl::services {

namespace {

struct Item {
    ChannelDefinition channel{};  ///< As it was when the notice came.
    Notice notice{};
};

/// One channel's queue. `waiting` counts what is in it, so that a push never blocks.
struct Lane {
    explicit Lane(std::size_t capacity) : queue{capacity} {}
    BoundedQueue<Item> queue;
    std::atomic<std::size_t> waiting = 0;
};

/// Stopped by another stop, or when a time has passed.
class TimedStop {
  public:
    TimedStop(Clock& clock, std::chrono::nanoseconds time, const std::stop_token& outer)
        : timer_{clock, time},
          byOuter_{outer, [this] { source_.request_stop(); }},
          byTimer_{timer_.token(), [this] { source_.request_stop(); }} {}

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    StopAfter timer_;
    std::stop_callback<std::function<void()>> byOuter_;
    std::stop_callback<std::function<void()>> byTimer_;
};

}  // namespace

class NoticePost::Lanes {
  public:
    Lanes(CatalogAccess& catalog,
          Clock& clock,
          const TimeZone& zone,
          ChannelMaker makeChannel,
          PostSettings settings)
        : catalog_{catalog},
          clock_{clock},
          zone_{zone},
          makeChannel_{std::move(makeChannel)},
          settings_{std::move(settings)} {}

    ~Lanes() {
        {
            const MutexLock lock{mutex_};
            if (lanes_.empty()) return;
            for (auto& [name, lane] : lanes_)
                lane->queue.close();
        }
        const StopAfter late{clock_, settings_.patienceAtEnd};
        const std::stop_callback giveUp{late.token(), [this] { workers_.requestStop(); }};
        workers_.join();
    }

    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;

    void send(const Notice& notice) {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr) return;
        const WallTime now = clock_.now();
        for (const ChannelDefinition& channel : catalog->channels().list())
            if (isFor(channel, notice, now, zone_)) push({.channel = channel, .notice = notice});
    }

    void warn(const std::string& news) const {
        if (settings_.warn) settings_.warn(news);
    }

  private:
    void push(Item item) {
        Lane* const lane = laneOf(item.channel.name);
        if (lane == nullptr) {
            fail(item, "there are more than " + std::to_string(settings_.channelsMax) +
                           " channels at work");
            return;
        }
        if (lane->waiting.fetch_add(1) >= settings_.waitingMax) {
            --lane->waiting;
            fail(item, "too many notices wait for it already");
            return;
        }
        lane->queue.push(std::move(item), {});
    }

    /// Null when there are too many.
    Lane* laneOf(const std::string& name) {
        const MutexLock lock{mutex_};
        const auto found = lanes_.find(name);
        if (found != lanes_.end()) return found->second.get();
        if (lanes_.size() >= settings_.channelsMax) return nullptr;
        Lane& lane =
            *lanes_.emplace(name, std::make_unique<Lane>(settings_.waitingMax)).first->second;
        workers_.start("notices", [this, &lane](const std::stop_token& stop) { work(lane, stop); });
        return &lane;
    }

    void work(Lane& lane, const std::stop_token& stop) {
        while (auto item = next(lane, stop)) {
            deliver(*item, stop);
            --lane.waiting;
        }
    }

    /// Also after a stop, so that each item that is given up has its warning.
    static std::optional<Item> next(Lane& lane, const std::stop_token& stop) {
        try {
            return lane.queue.pop(stop);
        } catch (const Cancelled&) {
            return lane.queue.pop({});  // Closed by now: it does not wait.
        }
    }

    void deliver(const Item& item, const std::stop_token& stop) {
        const TimedStop timed{clock_, settings_.deliveryMax, stop};
        try {
            const Letter letter{
                .notice = item.notice,
                .title = noticeTitle(item.notice, settingOf(item.channel, "title"), zone_),
                .text = noticeText(item.notice, item.channel.messageTemplate, zone_)};
            makeChannel_(item.channel)->deliver(letter, timed.token());
        } catch (const Error& error) {
            fail(item, error.describe());
        } catch (const Cancelled&) {
            fail(item, stop.stop_requested() ? "the program ended before it had answered"
                                             : "it has not answered in time");
        } catch (const std::exception& error) {
            fail(item, error.what());
        }
    }

    void fail(const Item& item, const std::string& why) {
        const std::string news =
            "the notification channel " + tl::quoted(item.channel.name) + " was not told: " + why;
        try {
            if (!item.notice.operation.empty())
                catalog_.open().operationLog().append(item.notice.operation, "warning", news);
        } catch (const Error&) {
            // The history has its own warnings; this one is told below in any case.
        }
        warn(news);
    }

    CatalogAccess& catalog_;
    Clock& clock_;
    const TimeZone zone_;
    const ChannelMaker makeChannel_;
    const PostSettings settings_;
    Mutex mutex_;
    std::map<std::string, std::unique_ptr<Lane>> lanes_ TL_GUARDED_BY(mutex_);
    WorkerGroup workers_{{}};
};

NoticePost::NoticePost(CatalogAccess& catalog,
                       Clock& clock,
                       const TimeZone& zone,
                       ChannelMaker makeChannel,
                       PostSettings settings)
    : lanes_{std::make_unique<Lanes>(
          catalog, clock, zone, std::move(makeChannel), std::move(settings))} {}

NoticePost::~NoticePost() = default;

void NoticePost::onEnded(const catalog::Operation& operation) noexcept {
    try {
        if (const auto notice = noticeOf(operation)) send(*notice);
    } catch (const std::exception& error) {
        lanes_->warn(std::string{"nobody was notified: "} + error.what());
    }
}

void NoticePost::send(const Notice& notice) {
    lanes_->send(notice);
}

}  // namespace tl::services
