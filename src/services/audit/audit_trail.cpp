#include "services/audit/audit_trail.h"

#include <atomic>
#include <utility>

#include "infra/errors/error.h"

namespace tl::services {

namespace {

class NoTrail final : public AuditTrail {
  public:
    void note(AuditEvent /*event*/) noexcept override {}
    std::uint64_t erase(const std::function<bool(const AuditEntry&)>& /*isMeant*/) override {
        return 0;
    }
};

class LoggedTrail final : public AuditTrail {
  public:
    LoggedTrail(const audit::AuditLogOptions& options,
                const Clock& clock,
                Random& random,
                std::string actor,
                std::function<void(const std::string&)> tell)
        : log_{options, clock, random},
          actor_{std::move(actor)},
          tell_{std::move(tell)} {}

    void note(AuditEvent event) noexcept override {
        try {
            event.actor = actor_;
            log_.append(std::move(event));
        } catch (const Error& error) {
            complain(error.describe());
        } catch (const std::exception& error) {
            complain(error.what());
        }
    }

    std::uint64_t erase(const std::function<bool(const AuditEntry&)>& isMeant) override {
        return log_.erase(isMeant, actor_);
    }

  private:
    void complain(const std::string& reason) noexcept {
        if (hasComplained_.exchange(true) || !tell_) return;
        try {
            tell_("this could not be noted in the audit log: " + reason);
        } catch (const std::exception&) {
            // Nobody is left to be told.
        }
    }

    audit::AuditLog log_;
    const std::string actor_;
    const std::function<void(const std::string&)> tell_;
    std::atomic<bool> hasComplained_ = false;
};

}  // namespace

std::unique_ptr<AuditTrail> makeAuditTrail(const audit::AuditLogOptions& options,
                                           const Clock& clock,
                                           Random& random,
                                           std::string actor,
                                           std::function<void(const std::string&)> tell) {
    if (options.folder.empty()) return std::make_unique<NoTrail>();
    return std::make_unique<LoggedTrail>(options, clock, random, std::move(actor), std::move(tell));
}

}  // namespace tl::services
