#include "infra/engine/mount/content_cache.h"

#include <algorithm>

namespace tl::engine {

namespace {

constexpr std::size_t kOrdersMax = 64;

}  // namespace

ContentCache::ContentCache(const Repository& repository,
                           std::size_t sizeMax,
                           const std::stop_token& stop)
    : repository_{repository},
      sizeMax_{sizeMax},
      orders_{kOrdersMax},
      workers_{stop} {
    const std::size_t count = repository.readerCount();
    for (std::size_t i = 0; i < count; ++i)
        workers_.start("mount load", [this](const std::stop_token& inner) { work(inner); });
}

CachedContent ContentCache::load(const SharedIndex& index,
                                 const BlobId& id,
                                 const std::stop_token& stop) {
    {
        std::unique_lock lock{mutex_};
        while (true) {
            const auto slot = slots_.find(id);
            if (slot == slots_.end()) break;
            if (slot->second.content) {
                recent_.splice(recent_.begin(), recent_, slot->second.recent);
                return slot->second.content;
            }
            // A slot that is gone afterwards could not be loaded; then this one tries, and tells.
            const auto isDone = [&] {
                const auto now = slots_.find(id);
                return now == slots_.end() || now->second.content;
            };
            if (!loaded_.wait(lock, stop, isDone)) throw Cancelled{};
        }
        slots_.emplace(id, Slot{});
    }
    BlobReader reader{repository_, *index};
    return fill(reader, id, stop);
}

void ContentCache::prefetch(const SharedIndex& index, const BlobId& id) {
    {
        const std::scoped_lock lock{mutex_};
        if (waitingOrders_ == kOrdersMax || slots_.contains(id)) return;
        ++waitingOrders_;
        slots_.emplace(id, Slot{});
    }
    orders_.push({index, id}, workers_.token());
}

CachedContent ContentCache::fill(BlobReader& reader,
                                 const BlobId& id,
                                 const std::stop_token& stop) {
    const auto content = std::make_shared<Buffer>();
    try {
        content->append(reader.load({BlobType::Data, id}, stop));
    } catch (const Error&) {
        giveUp(id);
        throw;
    } catch (const Cancelled&) {
        giveUp(id);
        throw;
    }
    keep(id, content);
    return content;
}

void ContentCache::keep(const BlobId& id, const CachedContent& content) {
    const std::scoped_lock lock{mutex_};
    recent_.push_front(id);
    slots_[id] = {content, recent_.begin()};
    size_ += content->size();
    while (size_ > sizeMax_ && recent_.size() > 1) {
        const auto oldest = slots_.find(recent_.back());
        size_ -= oldest->second.content->size();
        slots_.erase(oldest);
        recent_.pop_back();
    }
    loaded_.notify_all();
}

void ContentCache::giveUp(const BlobId& id) {
    const std::scoped_lock lock{mutex_};
    slots_.erase(id);
    loaded_.notify_all();
}

void ContentCache::work(const std::stop_token& stop) {
    SharedIndex index;
    std::optional<BlobReader> reader;
    while (const auto order = orders_.pop(stop)) {
        {
            const std::scoped_lock lock{mutex_};
            --waitingOrders_;
        }
        try {
            if (index != order->first) {
                index = order->first;
                reader.emplace(repository_, *index);
            }
            (void)fill(*reader, order->second, stop);
        } catch (const Error&) {
            // Whoever needs it tries again, and is told.
        }
    }
}

}  // namespace tl::engine
