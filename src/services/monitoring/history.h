// What has been done and what is going on: operations, their figures and their log lines
// (requirement MR-1).

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infra/catalog/operation_log.h"
#include "infra/catalog/operations.h"
#include "services/catalog_access.h"

namespace tl::services {

using catalog::Figures;
using catalog::LogLine;
using catalog::Operation;
using catalog::OperationQuery;
using catalog::OperationState;
using catalog::parseOperationState;

struct OperationStory {
    Operation operation{};
    std::vector<LogLine> lines{};
    bool operator==(const OperationStory&) const = default;
};

/// **Errors:** all calls, as CatalogAccess. **Threads:** any.
class History {
  public:
    History() = default;
    History(const History&) = delete;
    History& operator=(const History&) = delete;
    virtual ~History() = default;

    /// Newest first. None where there is no catalog.
    [[nodiscard]] virtual std::vector<Operation> list(const OperationQuery& query) = 0;
    /// By ID or the beginning of it. **Errors:** NotFound; InvalidInput for an ambiguous one.
    [[nodiscard]] virtual OperationStory load(const std::string& id) = 0;
    /// Asks whoever runs it, wherever, to stop. False when it is over already.
    /// **Errors:** as load().
    virtual bool cancel(const std::string& id) = 0;
};

/// `catalog` must outlive the object.
[[nodiscard]] std::unique_ptr<History> makeHistory(CatalogAccess& catalog);

}  // namespace tl::services
