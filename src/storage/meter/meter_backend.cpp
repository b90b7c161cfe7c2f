#include "storage/meter/meter_backend.h"

#include <utility>

namespace tl::storage {

namespace {

/// One call: counted at its end, as failed unless it was said to have succeeded.
class CountedCall {
  public:
    CountedCall(CallMeter& meter, CallKind kind) : meter_{meter}, kind_{kind} {}
    ~CountedCall() { meter_.add(kind_, figures_); }
    CountedCall(const CountedCall&) = delete;
    CountedCall& operator=(const CountedCall&) = delete;

    void succeed(std::uint64_t sizeBytes = 0) {
        figures_.failed = 0;
        figures_.sizeBytes = sizeBytes;
    }

  private:
    CallMeter& meter_;
    const CallKind kind_;
    CallFigures figures_{.count = 1, .failed = 1, .sizeBytes = 0};
};

class MeterBackend final : public Backend {
  public:
    MeterBackend(std::unique_ptr<Backend> inner, CallMeter& meter)
        : inner_{std::move(inner)},
          meter_{meter} {}

    [[nodiscard]] const Properties& properties() const override { return inner_->properties(); }

    void create(const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::Create};
        inner_->create(stop);
        call.succeed();
    }

    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::Save};
        inner_->save(id, content, stop);
        call.succeed(content.size());
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::Load};
        auto content = inner_->tryLoad(id, stop);
        call.succeed(content ? content->size() : 0);
        return content;
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::LoadRange};
        const auto count = inner_->tryLoadRange(id, offset, out, stop);
        call.succeed(count.value_or(0));
        return count;
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::Size};
        const auto sizeBytes = inner_->trySize(id, stop);
        call.succeed();
        return sizeBytes;
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::List};
        inner_->list(type, visit, stop);
        call.succeed();
    }

    bool remove(const FileId& id, const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::Remove};
        const bool wasThere = inner_->remove(id, stop);
        call.succeed();
        return wasThere;
    }

    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::Save};
        const bool isReplaced = inner_->tryReplace(id, content, stop);
        call.succeed(isReplaced ? content.size() : 0);
        return isReplaced;
    }

    bool dropCopy(const FileId& id) override { return inner_->dropCopy(id); }
    void prepareForBulk() override { inner_->prepareForBulk(); }

    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        CountedCall call{meter_, CallKind::List};
        const Leftovers leftovers = inner_->sweepLeftovers(use, before, stop);
        call.succeed();
        return leftovers;
    }

  private:
    const std::unique_ptr<Backend> inner_;
    CallMeter& meter_;
};

}  // namespace

std::unique_ptr<Backend> makeMetered(std::unique_ptr<Backend> inner, CallMeter& meter) {
    return std::make_unique<MeterBackend>(std::move(inner), meter);
}

}  // namespace tl::storage
