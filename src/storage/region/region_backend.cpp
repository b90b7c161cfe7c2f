#include "storage/region/region_backend.h"

#include <atomic>
#include <type_traits>
#include <utility>

#include "infra/resources/worker_group.h"

namespace tl::storage {

namespace {

class RegionBackend final : public Backend {
  public:
    RegionBackend(std::unique_ptr<Backend> inner, RegionGuard guard)
        : inner_{std::move(inner)},
          guard_{std::move(guard)} {}

    [[nodiscard]] const Properties& properties() const override { return inner_->properties(); }

    void create(const std::stop_token& stop) override {
        settle(stop);
        inner_->create(stop);
        settle(stop);
    }

    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        settle(stop);
        inner_->save(id, content, stop);
    }

    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override {
        settle(stop);
        return inner_->tryReplace(id, content, stop);
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        return reading(stop, [&] { return inner_->tryLoad(id, stop); });
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        return reading(stop, [&] { return inner_->tryLoadRange(id, offset, out, stop); });
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        return reading(stop, [&] { return inner_->trySize(id, stop); });
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        reading(stop, [&] { inner_->list(type, visit, stop); });
    }

    bool remove(const FileId& id, const std::stop_token& stop) override {
        settle(stop);
        return inner_->remove(id, stop);
    }

    bool dropCopy(const FileId& id) override { return inner_->dropCopy(id); }
    void prepareForBulk() override { inner_->prepareForBulk(); }

    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        settle(stop);
        return inner_->sweepLeftovers(use, before, stop);
    }

  private:
    void settle(const std::stop_token& stop) {
        if (isSettled_) return;
        const RegionAnswer answer = guard_.find(stop);
        if (!answer.isPlaceThere) return;
        guard_.judge(answer.region);
        isSettled_ = true;
    }

    template <typename Call>
    std::invoke_result_t<const Call&> reading(const std::stop_token& stop, const Call& call) {
        if (isSettled_ || guard_.asking == RegionAsking::Before) {
            settle(stop);
            return call();
        }
        WorkerGroup asking{stop};
        asking.start("region", [this](const std::stop_token& inner) { settle(inner); });
        if constexpr (std::is_void_v<std::invoke_result_t<const Call&>>) {
            call();
            asking.join();
        } else {
            auto result = call();
            asking.join();
            return result;
        }
    }

    const std::unique_ptr<Backend> inner_;
    const RegionGuard guard_;
    std::atomic<bool> isSettled_ = false;
};

}  // namespace

std::unique_ptr<Backend> makeRegionGuarded(std::unique_ptr<Backend> inner, RegionGuard guard) {
    return std::make_unique<RegionBackend>(std::move(inner), std::move(guard));
}

}  // namespace tl::storage
