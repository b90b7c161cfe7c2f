#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "services/monitoring/history.h"

namespace tl::services {

namespace {

class HistoryService final : public History {
  public:
    explicit HistoryService(CatalogAccess& catalog) : catalog_{catalog} {}

    [[nodiscard]] std::vector<Operation> list(const OperationQuery& query) override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr) return {};
        releaseAbandoned(catalog_);
        return catalog->operations().list(query);
    }

    [[nodiscard]] OperationStory load(const std::string& id) override {
        catalog::Catalog& catalog = existing(id);
        releaseAbandoned(catalog_);
        OperationStory story{.operation = catalog.operations().load(id)};
        story.lines = catalog.operationLog().lines(story.operation.id);
        return story;
    }

    bool cancel(const std::string& id) override {
        return existing(id).operations().requestCancel(id, userName());
    }

  private:
    catalog::Catalog& existing(const std::string& id) {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        if (catalog == nullptr)
            throw Error{ErrorKind::NotFound, "there is no operation " + tl::quoted(id)};
        return *catalog;
    }

    CatalogAccess& catalog_;
};

}  // namespace

std::unique_ptr<History> makeHistory(CatalogAccess& catalog) {
    return std::make_unique<HistoryService>(catalog);
}

}  // namespace tl::services
