// The catalog as services reach it: opened when it is first needed, so that a command that needs
// none neither makes nor opens one.

#pragma once

#include <memory>
#include <string>

#include "infra/catalog/catalog.h"
#include "infra/platform/clock.h"
#include "infra/platform/random.h"
#include "services/monitoring/operation_listener.h"

namespace tl::services {

/// **Errors:** all calls, as catalog::Catalog. **Threads:** any.
class CatalogAccess {
  public:
    CatalogAccess() = default;
    CatalogAccess(const CatalogAccess&) = delete;
    CatalogAccess& operator=(const CatalogAccess&) = delete;
    virtual ~CatalogAccess() = default;

    /// Where it is, as parseCatalogPlace() reads it; to be called before it is opened.
    virtual void choose(const std::string& place) = 0;
    /// Makes it where there is none.
    [[nodiscard]] virtual catalog::Catalog& open() = 0;
    /// Null where there is none yet.
    [[nodiscard]] virtual catalog::Catalog* tryOpen() = 0;
    /// Whether it is a file, as opposed to a database that others use, too.
    [[nodiscard]] virtual bool isFile() = 0;
    /// Who is to hear of operations that end; null: nobody. Borrowed. To be called before any runs.
    virtual void announceTo(OperationListener* listener) = 0;
    [[nodiscard]] virtual OperationListener* listener() const = 0;
};

/// Takes what dead runners hold (Operations::releaseAbandoned), and lets the listener hear of what
/// was interrupted. **Errors:** as CatalogAccess.
void releaseAbandoned(CatalogAccess& access);

/// `clock` and `random` must outlive the object. `place` as for choose().
[[nodiscard]] std::unique_ptr<CatalogAccess> makeCatalogAccess(const Clock& clock,
                                                               Random& random,
                                                               const std::string& place);

}  // namespace tl::services
