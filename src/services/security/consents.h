// Whether the user of this machine has seen what TimeLocker keeps, and agreed (requirement SEC-5).

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "infra/platform/clock.h"
#include "services/catalog_access.h"

namespace tl::services {

/// What the catalog's settings with consents begin with; the user and machine follow.
inline constexpr const char* kConsentSettings = "consent.";

/// What was agreed to, and when.
struct Consent {
    std::int64_t notice = 0;  ///< The number of the notice: a new text has a new one.
    WallTime at{};
    bool operator==(const Consent&) const = default;
};

/// **Errors:** all calls, as CatalogAccess.
class Consents {
  public:
    Consents() = default;
    Consents(const Consents&) = delete;
    Consents& operator=(const Consents&) = delete;
    virtual ~Consents() = default;

    /// That of the user who runs this, on this machine.
    [[nodiscard]] virtual std::optional<Consent> find() = 0;
    /// Remembers that this user agreed now, in place of what was before.
    virtual void give(std::int64_t notice) = 0;
};

/// `who` is "user@machine". What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<Consents> makeConsents(CatalogAccess& catalog,
                                                     const Clock& clock,
                                                     const std::string& who);

}  // namespace tl::services
