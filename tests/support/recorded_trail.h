// An audit trail that only remembers what was noted.

#pragma once

#include <utility>
#include <vector>

#include "services/audit/audit_trail.h"

namespace tl::services {

class RecordedTrail final : public AuditTrail {
  public:
    void note(AuditEvent event) noexcept override { events.push_back(std::move(event)); }
    std::uint64_t erase(const std::function<bool(const AuditEntry&)>& /*isMeant*/) override {
        return 0;
    }

    std::vector<AuditEvent> events;
};

}  // namespace tl::services
