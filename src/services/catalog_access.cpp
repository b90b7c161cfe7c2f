#include "services/catalog_access.h"

#include <atomic>

#include "infra/platform/file_system.h"
#include "infra/resources/mutex.h"

namespace tl::services {

namespace {

class LazyCatalog final : public CatalogAccess {
  public:
    LazyCatalog(const Clock& clock, Random& random, const std::string& place)
        : clock_{clock},
          random_{random},
          place_{place} {}

    void choose(const std::string& place) override {
        const MutexLock lock{mutex_};
        place_ = place;
        ready_ = nullptr;
        catalog_.reset();
    }

    [[nodiscard]] catalog::Catalog& open() override {
        if (catalog::Catalog* const ready = ready_) return *ready;
        const MutexLock lock{mutex_};
        return opened();
    }

    [[nodiscard]] catalog::Catalog* tryOpen() override {
        if (catalog::Catalog* const ready = ready_) return ready;
        const MutexLock lock{mutex_};
        const catalog::CatalogPlace place = catalog::parseCatalogPlace(place_);
        const bool isThere = !place.isFile() || place.file == ":memory:" || exists(place.file);
        return isThere ? &opened() : nullptr;
    }

    [[nodiscard]] bool isFile() override {
        const MutexLock lock{mutex_};
        return catalog::parseCatalogPlace(place_).isFile();
    }

    void announceTo(OperationListener* listener) override { listener_ = listener; }
    [[nodiscard]] OperationListener* listener() const override { return listener_; }

  private:
    catalog::Catalog& opened() TL_REQUIRES(mutex_) {
        if (!catalog_)
            catalog_ = std::make_unique<catalog::Catalog>(catalog::parseCatalogPlace(place_),
                                                          clock_, random_);
        ready_ = catalog_.get();
        return *catalog_;
    }

    const Clock& clock_;
    Random& random_;
    std::atomic<OperationListener*> listener_ = nullptr;
    Mutex mutex_;
    std::string place_ TL_GUARDED_BY(mutex_);
    std::unique_ptr<catalog::Catalog> catalog_ TL_GUARDED_BY(mutex_);
    /// The same once it is open: who asks within a change of the catalog, and so holds its lock,
    /// must not wait for ours, which is held while it is opened.
    std::atomic<catalog::Catalog*> ready_ = nullptr;
};

}  // namespace

void releaseAbandoned(CatalogAccess& access) {
    catalog::Operations& operations = access.open().operations();
    for (const std::string& id : operations.releaseAbandoned().interrupted)
        if (OperationListener* const listener = access.listener())
            listener->onEnded(operations.load(id));
}

std::unique_ptr<CatalogAccess> makeCatalogAccess(const Clock& clock,
                                                 Random& random,
                                                 const std::string& place) {
    return std::make_unique<LazyCatalog>(clock, random, place);
}

}  // namespace tl::services
