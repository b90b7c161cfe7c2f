#include "storage/cache/cache_backend.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "infra/errors/error.h"

namespace tl::storage {

namespace {

bool isKept(const FileId& id) noexcept {
    switch (id.type) {
        case FileType::Index:
        case FileType::Snapshot:
            return true;
        case FileType::Pack:
            return id.holdsTrees;
        case FileType::Config:
        case FileType::Key:
        case FileType::Lock:
            return false;
    }
    return false;
}

/// Does `use`, and takes a failure of the cache for "there is no copy".
template <typename Use>
auto orNothing(const Use& use) -> decltype(use()) {
    try {
        return use();
    } catch (const Error&) {
        return {};
    }
}

std::optional<std::vector<std::byte>> tryReadCopy(const CacheFolder& folder, const FileId& id) {
    return orNothing([&]() -> std::optional<std::vector<std::byte>> {
        auto file = folder.tryOpen(id);
        if (!file) return std::nullopt;
        std::vector<std::byte> content(file->status().sizeBytes);
        content.resize(file->read(content));
        return content;
    });
}

/// Lets one thread fetch a file while the others that want it wait.
class Fetches {
  public:
    /// Calls `fetch` unless another thread has just done so, or waits until it has.
    template <typename Fetch>
    void once(const FileId& id, const std::stop_token& stop, const Fetch& fetch) {
        std::unique_lock lock{mutex_};
        if (!running_.insert(id).second) {
            if (!isDone_.wait(lock, stop, [&] { return !running_.contains(id); }))
                throw Cancelled{};
            return;
        }
        lock.unlock();
        const Ending ending{*this, id};
        fetch();
    }

  private:
    struct Ending {
        Fetches& fetches;
        const FileId& id;
        ~Ending() {
            const std::scoped_lock lock{fetches.mutex_};
            fetches.running_.erase(id);
            fetches.isDone_.notify_all();
        }
    };

    std::mutex mutex_;
    std::condition_variable_any isDone_;
    std::set<FileId> running_;
};

class CacheBackend final : public Backend {
  public:
    CacheBackend(std::unique_ptr<Backend> inner, CacheFolder folder, std::uint64_t sizeMax)
        : inner_{std::move(inner)},
          folder_{std::move(folder)},
          sizeMax_{sizeMax} {}

    ~CacheBackend() override {
        if (sizeMax_ == 0 || !hasGrown_) return;
        try {
            folder_.trim(sizeMax_);
        } catch (const std::exception&) {
            // The next run tries again.
        }
    }

    [[nodiscard]] const Properties& properties() const override { return inner_->properties(); }
    void create(const std::stop_token& stop) override { inner_->create(stop); }

    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        inner_->save(id, content, stop);
        if (isKept(id)) keep(id, content);
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        if (!isKept(id)) return inner_->tryLoad(id, stop);
        if (auto copy = tryReadCopy(folder_, id)) return copy;
        auto content = inner_->tryLoad(id, stop);
        if (content) keep(id, *content);
        return content;
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        if (isKept(id)) {
            // A copy that gives less than was asked for may have been cut short.
            if (tryReadRange(id, offset, out) == out.size()) return out.size();
            // Who wants one tree of a pack will soon want the others.
            fetches_.once(id, stop, [&] { fetch(id, stop); });
            if (const auto got = tryReadRange(id, offset, out)) return got;
        }
        return inner_->tryLoadRange(id, offset, out, stop);
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        return inner_->trySize(id, stop);
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        std::set<std::string> names;
        const bool isCopied = type == FileType::Index || type == FileType::Snapshot;
        inner_->list(
            type,
            [&](const FileId& id, std::uint64_t sizeBytes) {
                if (isCopied) names.insert(id.name);
                visit(id, sizeBytes);
            },
            stop);
        if (isCopied) ignoringFailure([&] { folder_.keepOnly(type, names); });
    }

    bool remove(const FileId& id, const std::stop_token& stop) override {
        // In this order, or another thread could copy the file in between.
        const bool wasThere = inner_->remove(id, stop);
        ignoringFailure([&] { (void)folder_.remove(id); });
        return wasThere;
    }

    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override {
        // In this order, or another thread could copy the old content in between.
        if (!inner_->tryReplace(id, content, stop)) return false;
        ignoringFailure([&] { (void)folder_.remove(id); });
        return true;
    }

    bool dropCopy(const FileId& id) override {
        const bool hadCopy = orNothing([&] { return folder_.remove(id); });
        return inner_->dropCopy(id) || hadCopy;
    }
    void prepareForBulk() override { inner_->prepareForBulk(); }

    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        return inner_->sweepLeftovers(use, before, stop);
    }

  private:
    template <typename Use>
    static void ignoringFailure(const Use& use) {
        try {
            use();
        } catch (const Error&) {
            // Nobody may fail for want of a cache.
        }
    }

    void keep(const FileId& id, std::span<const std::byte> content) {
        ignoringFailure([&] { folder_.save(id, content); });
        hasGrown_ = true;
    }

    /// Gets a copy, whatever was there before.
    void fetch(const FileId& id, const std::stop_token& stop) {
        if (const auto content = inner_->tryLoad(id, stop)) keep(id, *content);
    }

    /// As tryLoadRange, from the copy.
    std::optional<std::size_t> tryReadRange(const FileId& id,
                                            std::uint64_t offset,
                                            std::span<std::byte> out) {
        return orNothing([&]() -> std::optional<std::size_t> {
            const auto file = folder_.tryOpen(id);
            if (!file) return std::nullopt;
            return file->readAt(offset, out);
        });
    }

    const std::unique_ptr<Backend> inner_;
    const CacheFolder folder_;
    const std::uint64_t sizeMax_;
    std::atomic<bool> hasGrown_ = false;
    Fetches fetches_;
};

}  // namespace

std::unique_ptr<Backend> makeCached(std::unique_ptr<Backend> inner,
                                    CacheFolder folder,
                                    std::uint64_t sizeMax) {
    return std::make_unique<CacheBackend>(std::move(inner), std::move(folder), sizeMax);
}

}  // namespace tl::storage
