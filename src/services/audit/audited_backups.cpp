#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audited_services.h"

namespace tl::services {

namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : ", ") + text;
    return all;
}

class AuditedBackups final : public Backups {
  public:
    AuditedBackups(std::unique_ptr<Backups> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    BackupReport run(const BackupRequest& request,
                     BackupObserver& observer,
                     const std::stop_token& stop) override {
        if (request.dryRun) return inner_->run(request, observer, stop);
        AuditEvent event = eventOn(request.repository, "backup");
        if (!request.targets.empty()) add(event, "targets", joined(request.targets));
        if (!request.tags.empty()) add(event, "tags", joined(request.tags));
        return audited(
            trail_, std::move(event), [&] { return inner_->run(request, observer, stop); },
            [](const BackupReport& report, AuditEvent& done) {
                if (report.snapshot) add(done, "snapshot", report.snapshot->hex());
                addNumber(done, "files", report.summary.totalFilesProcessed);
                addNumber(done, "bytes", report.summary.totalBytesProcessed);
                addNumber(done, "bytes_added", report.summary.dataAddedPacked);
                addFailures(done, report.failureCount);
            });
    }

  private:
    const std::unique_ptr<Backups> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Backups> withAudit(std::unique_ptr<Backups> inner, AuditTrail& trail) {
    return std::make_unique<AuditedBackups>(std::move(inner), trail);
}

}  // namespace tl::services
