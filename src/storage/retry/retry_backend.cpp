#include "storage/retry/retry_backend.h"

#include <algorithm>
#include <exception>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "infra/resources/mutex.h"
#include "storage/retry/visited_names.h"

namespace tl::storage {

namespace {

std::string describeCall(std::string_view verb, const FileId& id) {
    constexpr std::size_t kDigitsShown = 10;
    std::string text{verb};
    text += ' ';
    text += folderOf(id.type);
    if (!id.name.empty()) text += '/' + id.name.substr(0, kDigitsShown);
    return text;
}

class RetryBackend final : public Backend {
  public:
    RetryBackend(std::unique_ptr<Backend> inner,
                 const RetryPolicy& policy,
                 Clock& clock,
                 Random& random,
                 RetryListener listener)
        : inner_{std::move(inner)},
          policy_{policy},
          clock_{clock},
          random_{random},
          listener_{std::move(listener)} {}

    [[nodiscard]] const Properties& properties() const override { return inner_->properties(); }

    void create(const std::stop_token& stop) override {
        patiently("preparing the place of the repository", stop, [&] { inner_->create(stop); });
    }

    void save(const FileId& id,
              std::span<const std::byte> content,
              const std::stop_token& stop) override {
        bool isRepeated = false;
        patiently(describeCall("saving", id), stop, [&] {
            if (std::exchange(isRepeated, true))
                saveAgain(id, content, stop);
            else
                inner_->save(id, content, stop);
        });
    }

    [[nodiscard]] std::optional<std::vector<std::byte>> tryLoad(
        const FileId& id, const std::stop_token& stop) override {
        return read(id, stop, [&] { return inner_->tryLoad(id, stop); });
    }

    [[nodiscard]] std::optional<std::size_t> tryLoadRange(const FileId& id,
                                                          std::uint64_t offset,
                                                          std::span<std::byte> out,
                                                          const std::stop_token& stop) override {
        return read(id, stop, [&] { return inner_->tryLoadRange(id, offset, out, stop); });
    }

    [[nodiscard]] std::optional<std::uint64_t> trySize(const FileId& id,
                                                       const std::stop_token& stop) override {
        return patiently(describeCall("looking for", id), stop,
                         [&] { return inner_->trySize(id, stop); });
    }

    void list(FileType type, const Visitor& visit, const std::stop_token& stop) override {
        VisitedNames before;  // In earlier tries.
        VisitedNames all;
        std::exception_ptr thrownByVisitor;
        const auto visitOnce = [&](const FileId& id, std::uint64_t sizeBytes) {
            if (before.contains(id.name)) return;
            all.add(id.name);
            try {
                visit(id, sizeBytes);
            } catch (...) {  // Not the backend's failure: it ends the listing, whatever it is.
                thrownByVisitor = std::current_exception();
                throw;
            }
        };
        patiently(describeCall("listing", {type, {}}), stop, [&] {
            try {
                inner_->list(type, visitOnce, stop);
            } catch (const Error&) {
                if (thrownByVisitor) return;
                before = all;
                before.sort();
                throw;
            }
        });
        if (thrownByVisitor) std::rethrow_exception(thrownByVisitor);
    }

    /// True also when an earlier try may have removed the file before its answer was lost.
    bool remove(const FileId& id, const std::stop_token& stop) override {
        bool isRepeated = false;
        return patiently(describeCall("removing", id), stop, [&] {
            const bool mayBeDone = std::exchange(isRepeated, true);
            return inner_->remove(id, stop) || mayBeDone;
        });
    }

    [[nodiscard]] bool tryReplace(const FileId& id,
                                  std::span<const std::byte> content,
                                  const std::stop_token& stop) override {
        return patiently(describeCall("replacing", id), stop,
                         [&] { return inner_->tryReplace(id, content, stop); });
    }

    bool dropCopy(const FileId& id) override { return inner_->dropCopy(id); }
    void prepareForBulk() override { inner_->prepareForBulk(); }

    [[nodiscard]] Leftovers sweepLeftovers(LeftoverUse use,
                                           WallTime before,
                                           const std::stop_token& stop) override {
        return patiently("looking for leftovers", stop,
                         [&] { return inner_->sweepLeftovers(use, before, stop); });
    }

  private:
    template <typename Call>
    std::invoke_result_t<Call> patiently(const std::string& what,
                                         const std::stop_token& stop,
                                         const Call& call) {
        Backoff backoff{policy_, clock_, random_};
        for (;;) {
            std::optional<std::chrono::nanoseconds> wait;
            try {
                return call();
            } catch (const Error& error) {
                if (!isRetryable(error.kind())) throw;
                throwIfStopped(stop);
                wait = backoff.next();
                if (!wait) throw;
                if (listener_) listener_({.call = what, .reason = error.describe(), .wait = *wait});
            }
            if (!clock_.sleep(*wait, stop)) throw Cancelled{};
        }
    }

    template <typename Call>
    std::invoke_result_t<Call> read(const FileId& id,
                                    const std::stop_token& stop,
                                    const Call& call) {
        const bool wasUnreadable = isUnreadable(id);
        try {
            auto result =
                wasUnreadable ? call() : patiently(describeCall("reading", id), stop, call);
            if (wasUnreadable) setUnreadable(id, false);
            return result;
        } catch (const Error& error) {
            if (isRetryable(error.kind())) setUnreadable(id, true);
            throw;
        }
    }

    void saveAgain(const FileId& id,
                   std::span<const std::byte> content,
                   const std::stop_token& stop) {
        try {
            inner_->save(id, content, stop);
            return;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::AlreadyExists) throw;
            if (holds(id, content, stop)) return;
            if (id.type == FileType::Config) throw;
        }
        if (inner_->tryReplace(id, content, stop)) return;
        inner_->remove(id, stop);
        inner_->save(id, content, stop);
    }

    bool holds(const FileId& id, std::span<const std::byte> content, const std::stop_token& stop) {
        if (inner_->trySize(id, stop) != content.size()) return false;
        const auto stored = inner_->tryLoad(id, stop);
        return stored && std::ranges::equal(*stored, content);
    }

    bool isUnreadable(const FileId& id) {
        const MutexLock lock{mutex_};
        return unreadable_.contains(id);
    }

    void setUnreadable(const FileId& id, bool isUnreadable) {
        const MutexLock lock{mutex_};
        if (isUnreadable)
            unreadable_.insert(id);
        else
            unreadable_.erase(id);
    }

    const std::unique_ptr<Backend> inner_;
    const RetryPolicy policy_;
    Clock& clock_;
    Random& random_;
    const RetryListener listener_;
    Mutex mutex_;
    std::set<FileId> unreadable_ TL_GUARDED_BY(mutex_);
};

}  // namespace

std::unique_ptr<Backend> makeRetrying(std::unique_ptr<Backend> inner,
                                      const RetryPolicy& policy,
                                      Clock& clock,
                                      Random& random,
                                      RetryListener listener) {
    return std::make_unique<RetryBackend>(std::move(inner), policy, clock, random,
                                          std::move(listener));
}

}  // namespace tl::storage
