#include "storage/limit/limit_backend.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "infra/resources/rate_limiter.h"
#include "storage/limit/call_slots.h"

namespace tl::storage {

namespace {

class LimitBackend final : public Backend {
  public:
    LimitBackend(std::unique_ptr<Backend> inner, CallLimits limits, Clock& clock)
        : inner_{std::move(inner)},
          properties_{limitedProperties(inner_->properties(), limits.connections)},
          window_{std::move(limits.window)},
          rate_{clock, [rate = limits.callsPerSecond] { return rate; }} {
        if (limits.connections > 0) slots_.emplace(limits.connections);
    }

    [[nodiscard]] const Properties& properties() const override { return properties_; }

    void create(const std::stop_token& stop) override {
        const Admission admission{*this, FileType::Config, stop};
        inner_->create(stop);
    }

    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        inner_->save(id, content, stop);
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        return inner_->tryLoad(id, stop);
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        return inner_->tryLoadRange(id, offset, out, stop);
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        const Admission admission{*this, id.type, stop};
        return inner_->trySize(id, stop);
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        Admission admission{*this, type, stop};
        // A visitor may make calls of its own, and the last slot must not be waiting for itself.
        const auto visitOutside = [&](const FileId& id, std::uint64_t sizeBytes) {
            admission.giveSlotBack();
            visit(id, sizeBytes);
            admission.takeSlot(stop);
        };
        inner_->list(type, visitOutside, stop);
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

    static Properties limitedProperties(Properties properties, std::size_t connections) {
        if (connections > 0) properties.connections = std::min(properties.connections, connections);
        return properties;
    }

    const std::unique_ptr<Backend> inner_;
    const Properties properties_;
    const std::unique_ptr<WorkWindow> window_;
    std::optional<CallSlots> slots_;
    RateLimiter rate_;
};

}  // namespace

std::unique_ptr<Backend> makeLimited(std::unique_ptr<Backend> inner,
                                     CallLimits limits,
                                     Clock& clock) {
    return std::make_unique<LimitBackend>(std::move(inner), std::move(limits), clock);
}

}  // namespace tl::storage
