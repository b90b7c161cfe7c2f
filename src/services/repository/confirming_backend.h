// Holds back every change until the lock is confirmed.
//
// A lock counts only when, some time after it was written, no other is seen (engine/lock). Reading
// may go on in that time, and a backup has plenty to read. This wrapper makes sure that the first
// save or removal waits for the confirmation, wherever in the program it comes from.

#pragma once

#include <functional>
#include <stop_token>

#include "infra/resources/mutex.h"
#include "storage/backend.h"

namespace tl::services {

/// **Threads:** as Backend.
class ConfirmingBackend final : public storage::Backend {
  public:
    /// `inner` must outlive the object.
    explicit ConfirmingBackend(storage::Backend& inner) : inner_{inner} {}

    /// From now on `confirm` is called once before the first change of anything but a lock file;
    /// when it throws, so does the change, and the next one calls it again. To be set before there
    /// are threads.
    void setConfirmation(std::function<void(const std::stop_token& stop)> confirm) {
        confirm_ = std::move(confirm);
    }
    /// Calls the confirmation now, unless that has been done.
    void confirm(const std::stop_token& stop);

    [[nodiscard]] const storage::Properties& properties() const override {
        return inner_.properties();
    }
    void create(const std::stop_token& stop) override { inner_.create(stop); }
    void save(const storage::FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override;
    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const storage::FileId& id, const std::stop_token& stop) override {
        return inner_.tryLoad(id, stop);
    }
    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const storage::FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        return inner_.tryLoadRange(id, offset, out, stop);
    }
    [[nodiscard]] std::optional<std::uint64_t> trySize(const storage::FileId& id,
                                                       const std::stop_token& stop) override {
        return inner_.trySize(id, stop);
    }
    void list(storage::FileType type, const Visitor& visit, const std::stop_token& stop) override {
        inner_.list(type, visit, stop);
    }
    bool remove(const storage::FileId& id, const std::stop_token& stop) override;
    [[nodiscard]] bool tryReplace(const storage::FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override;
    bool dropCopy(const storage::FileId& id) override { return inner_.dropCopy(id); }
    void prepareForBulk() override { inner_.prepareForBulk(); }
    [[nodiscard]] storage::Leftovers sweepLeftovers(storage::LeftoverUse use,
                                                    WallTime before,
                                                    const std::stop_token& stop) override;

  private:
    storage::Backend& inner_;
    std::function<void(const std::stop_token& stop)> confirm_;
    Mutex mutex_;
    bool isConfirmed_ TL_GUARDED_BY(mutex_) = false;
};

}  // namespace tl::services
