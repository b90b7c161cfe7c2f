#include "storage/limit/limit_backend.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "infra/resources/rate_limiter.h"
#include "storage/limit/call_slots.h"
#include "storage/limit/far_connections.h"

namespace tl::storage {

namespace {

class LimitBackend final : public Backend {
  public:
    LimitBackend(std::unique_ptr<Backend> inner, CallLimits limits, Clock& clock)
        : inner_{std::move(inner)},
          properties_{limitedProperties(inner_->properties(), limits)},
          clock_{clock},
          window_{std::move(limits.window)},
          rate_{clock, [rate = limits.callsPerSecond] { return rate; }} {
        if (limits.connections > 0) slots_.emplace(limits.connections);
        if (properties_.size() > 1)
            far_.emplace(properties_.front().connections, properties_.back().connections);
    }

    [[nodiscard]] const Properties& properties() const override { return properties_[more_]; }

    void create(const std::stop_token& stop) override {
        const Admission admission{*this, FileType::Config, stop};
        inner_->create(stop);
    }

    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        const auto begin = clock_.monotonic();
        inner_->save(id, content, stop);
        note(begin, content.size());
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        const auto begin = clock_.monotonic();
        auto content = inner_->tryLoad(id, stop);
        note(begin, content ? content->size() : 0);
        return content;
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        const auto begin = clock_.monotonic();
        const auto size = inner_->tryLoadRange(id, offset, out, stop);
        note(begin, size.value_or(0));
        return size;
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        const auto begin = clock_.monotonic();
        const auto size = inner_->trySize(id, stop);
        note(begin, 0);
        return size;
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        Admission admission{*this, type, stop};
        // A visitor may make calls of its own, and the last slot must not be waiting for itself.
        std::size_t visited = 0;
        const auto visitOutside = [&](const FileId& id, std::uint64_t sizeBytes) {
            ++visited;
            admission.giveSlotBack();
            visit(id, sizeBytes);
            admission.takeSlot(stop);
        };
        const auto begin = clock_.monotonic();
        inner_->list(type, visitOutside, stop);
        constexpr std::size_t kBytesOfAnEntry = 400;  // As S3 answers, which says the most.
        note(begin, visited * kBytesOfAnEntry);
    }

    bool remove(const FileId& id, const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        return inner_->remove(id, stop);
    }

    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        return inner_->tryReplace(id, content, stop);
    }

    bool dropCopy(const FileId& id) override { return inner_->dropCopy(id); }
    void prepareForBulk() override { inner_->prepareForBulk(); }

    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        const Admission admission{*this, FileType::Pack, stop};
        return inner_->sweepLeftovers(use, before, stop);
    }

  private:
    /// The right to make one call.
    class Admission {
      public:
        Admission(LimitBackend& owner, FileType type, const std::stop_token& stop)
            : slots_{type != FileType::Lock && owner.slots_ ? &*owner.slots_ : nullptr} {
            if (owner.window_ && type != FileType::Lock) owner.window_->pass(stop);
            takeSlot(stop);
            // Paced last, so that calls are a second apart when they are made and not before.
            owner.rate_.take(1, stop);
        }

        void takeSlot(const std::stop_token& stop) {
            if (slots_ != nullptr) slot_.emplace(*slots_, stop);
        }
        void giveSlotBack() { slot_.reset(); }

      private:
        CallSlots* const slots_;
        std::optional<TakenSlot> slot_;
    };

    /// One for each number of connections that there may be, beginning with the usual.
    static std::vector<Properties> limitedProperties(Properties properties,
                                                     const CallLimits& limits) {
        if (limits.connections > 0)
            properties.connections = std::min(properties.connections, limits.connections);
        std::vector<Properties> all{properties};
        while (limits.connections > 0 && properties.connections < limits.connectionsFar) {
            ++properties.connections;
            all.push_back(properties);
        }
        return all;
    }

    /// A call that began then is over, and has moved so many bytes.
    void note(std::chrono::nanoseconds begin, std::size_t bytes) {
        constexpr std::size_t kLittle = std::size_t{16} << 10U;
        if (!far_ || bytes > kLittle) return;
        const std::size_t connections = far_->note(clock_.monotonic() - begin);
        const std::size_t more = connections - properties_.front().connections;
        if (more_.exchange(more) != more) slots_->setCount(connections);
    }

    const std::unique_ptr<Backend> inner_;
    const std::vector<Properties> properties_;
    std::atomic<std::size_t> more_ = 0;  ///< Connections beyond the usual: which Properties hold.
    Clock& clock_;
    const std::unique_ptr<WorkWindow> window_;
    std::optional<CallSlots> slots_;
    std::optional<FarConnections> far_;  ///< Nothing where the number does not change.
    RateLimiter rate_;
};

}  // namespace

std::unique_ptr<Backend> makeLimited(std::unique_ptr<Backend> inner,
                                     CallLimits limits,
                                     Clock& clock) {
    return std::make_unique<LimitBackend>(std::move(inner), std::move(limits), clock);
}

}  // namespace tl::storage
