#include "services/monitoring/notices/notifying_audits.h"

#include <utility>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"

namespace tl::services {

namespace {

class NotifyingAudits final : public Audits {
  public:
    NotifyingAudits(std::unique_ptr<Audits> inner,
                    Notifications& notifications,
                    std::function<void(const std::string& news)> warn)
        : inner_{std::move(inner)},
          notifications_{notifications},
          warn_{std::move(warn)} {}

    void list(const AuditQuery& query,
              const std::function<void(const AuditEntry& entry)>& visit,
              const std::stop_token& stop) override {
        inner_->list(query, visit, stop);
    }

    [[nodiscard]] AuditVerifyReport verify(const AuditVerifyRequest& request,
                                           const std::stop_token& stop) override {
        AuditVerifyReport report = inner_->verify(request, stop);
        if (report.log.finding) alarm(report.log.finding->message);
        return report;
    }

    AuditCheckpoint checkpoint(const RepositoryAccess& repository,
                               const std::stop_token& stop) override {
        try {
            return inner_->checkpoint(repository, stop);
        } catch (const Error&) {
            // Where checkpoints are made by schedule, nobody else may look at the log for long.
            (void)verify({}, stop);
            throw;
        }
    }

    [[nodiscard]] std::string folder() const override { return inner_->folder(); }

  private:
    void alarm(const std::string& finding) {
        try {
            notifications_.tell({.event = NoticeEvent::Integrity,
                                 .id = "audit",
                                 .kind = "verification of the audit log",
                                 .machine = hostName(),
                                 .message = finding});
        } catch (const Error& error) {
            warn_(std::string{"nobody was notified: "} + error.what());
        }
    }

    const std::unique_ptr<Audits> inner_;
    Notifications& notifications_;
    const std::function<void(const std::string& news)> warn_;
};

}  // namespace

std::unique_ptr<Audits> makeNotifyingAudits(std::unique_ptr<Audits> inner,
                                            Notifications& notifications,
                                            std::function<void(const std::string& news)> warn) {
    return std::make_unique<NotifyingAudits>(std::move(inner), notifications, std::move(warn));
}

}  // namespace tl::services
