#include "storage/dryrun/dry_run_backend.h"

#include <utility>

#include "infra/errors/error.h"

namespace tl::storage {

namespace {

class DryRunBackend final : public Backend {
  public:
    explicit DryRunBackend(std::unique_ptr<Backend> inner) : inner_{std::move(inner)} {}

    [[nodiscard]] const Properties& properties() const override { return inner_->properties(); }

    void create(const std::stop_token& stop) override { throwIfStopped(stop); }

    void save(const FileId&, std::span<const std::byte>, const std::stop_token& stop) override {
        throwIfStopped(stop);
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        return inner_->tryLoad(id, stop);
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        return inner_->tryLoadRange(id, offset, out, stop);
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        return inner_->trySize(id, stop);
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        inner_->list(type, visit, stop);
    }

    bool remove(const FileId& id, const std::stop_token& stop) override {
        return inner_->trySize(id, stop).has_value();
    }

    [[nodiscard]] bool tryReplace(const FileId&,
                                  std::span<const std::byte>,
                                  const std::stop_token& stop) override {
        throwIfStopped(stop);
        return true;
    }

    bool dropCopy(const FileId& id) override { return inner_->dropCopy(id); }
    void prepareForBulk() override { inner_->prepareForBulk(); }

    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        return inner_->sweepLeftovers(LeftoverUse::Count, before, stop);
    }

  private:
    static void throwIfStopped(const std::stop_token& stop) {
        if (stop.stop_requested()) throw Cancelled{};
    }

    std::unique_ptr<Backend> inner_;
};

}  // namespace

std::unique_ptr<Backend> makeDryRun(std::unique_ptr<Backend> inner) {
    return std::make_unique<DryRunBackend>(std::move(inner));
}

}  // namespace tl::storage
