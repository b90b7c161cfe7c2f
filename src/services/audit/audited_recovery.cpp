#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audited_services.h"

namespace tl::services {

namespace {

class AuditedRestores final : public Restores {
  public:
    AuditedRestores(std::unique_ptr<Restores> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    RestoreReport run(const RestoreRequest& request,
                      RestoreObserver& observer,
                      const std::stop_token& stop) override {
        if (request.dryRun) return inner_->run(request, observer, stop);
        AuditEvent event = eventOn(request.repository, "restore");
        add(event, "snapshot", request.snapshot);
        add(event, "target", request.target);
        return audited(
            trail_, std::move(event), [&] { return inner_->run(request, observer, stop); },
            [](const RestoreReport& report, AuditEvent& done) {
                addNumber(done, "files", report.final.filesRestored);
                addNumber(done, "bytes", report.final.bytesRestored);
                if (report.final.filesDeleted > 0)
                    addNumber(done, "deleted", report.final.filesDeleted);
                addFailures(done, report.failureCount);
            });
    }

  private:
    const std::unique_ptr<Restores> inner_;
    AuditTrail& trail_;
};

class AuditedDumps final : public Dumps {
  public:
    AuditedDumps(std::unique_ptr<Dumps> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    void dump(const DumpRequest& request,
              const engine::WriteBytes& output,
              const std::stop_token& stop) override {
        AuditEvent event = eventOn(request.repository, "dump");
        add(event, "snapshot", request.snapshot);
        add(event, "path", request.path);
        if (!request.target.empty()) add(event, "target", request.target);
        audited(trail_, std::move(event), [&] { inner_->dump(request, output, stop); });
    }

  private:
    const std::unique_ptr<Dumps> inner_;
    AuditTrail& trail_;
};

class AuditedMounts final : public Mounts {
  public:
    AuditedMounts(std::unique_ptr<Mounts> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    void serve(const MountRequest& request,
               const std::function<void()>& onMounted,
               const std::stop_token& stop) override {
        AuditEvent event = eventOn(request.repository, "mount");
        add(event, "folder", request.folder);
        audited(trail_, std::move(event), [&] { inner_->serve(request, onMounted, stop); });
    }

  private:
    const std::unique_ptr<Mounts> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Restores> withAudit(std::unique_ptr<Restores> inner, AuditTrail& trail) {
    return std::make_unique<AuditedRestores>(std::move(inner), trail);
}

std::unique_ptr<Dumps> withAudit(std::unique_ptr<Dumps> inner, AuditTrail& trail) {
    return std::make_unique<AuditedDumps>(std::move(inner), trail);
}

std::unique_ptr<Mounts> withAudit(std::unique_ptr<Mounts> inner, AuditTrail& trail) {
    return std::make_unique<AuditedMounts>(std::move(inner), trail);
}

}  // namespace tl::services
