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
        if (!request.inPlace) add(event, "target", request.target);
        return audited(
            trail_, std::move(event), [&] { return inner_->run(request, observer, stop); },
            [isInPlace = request.inPlace](const RestoreReport& report, AuditEvent& done) {
                if (isInPlace) add(done, "target", report.target);
                addNumber(done, "files", report.final.filesRestored);
                addNumber(done, "bytes", report.final.bytesRestored);
                if (report.final.filesDeleted > 0)
                    addNumber(done, "deleted", report.final.filesDeleted);
                for (const std::string& folder : report.keptFolders)
                    add(done, "replaced kept in", folder);
                addFailures(done, report.failureCount);
            });
    }

  private:
    const std::unique_ptr<Restores> inner_;
    AuditTrail& trail_;
};

class AuditedReplacements final : public Replacements {
  public:
    AuditedReplacements(std::unique_ptr<Replacements> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    [[nodiscard]] std::vector<KeptRestore> list(const std::vector<std::string>& folders) override {
        return inner_->list(folders);
    }
    [[nodiscard]] std::vector<KeptRestore> show(const std::string& which,
                                                const OnName& onName,
                                                const std::stop_token& stop) override {
        return inner_->show(which, onName, stop);
    }

    UndoReport undo(const UndoRequest& request,
                    UndoObserver& observer,
                    const std::stop_token& stop) override {
        if (request.dryRun) return inner_->undo(request, observer, stop);
        return audited(
            trail_, {.action = "replaced undo", .object = request.which},
            [&] { return inner_->undo(request, observer, stop); },
            [](const UndoReport& report, AuditEvent& done) {
                for (const std::string& folder : report.folders)
                    add(done, "folder", folder);
                addNumber(done, "brought back", report.broughtBack);
                addNumber(done, "removed", report.removed);
                if (report.setAside > 0) addNumber(done, "set aside", report.setAside);
                addFailures(done, report.left);
            });
    }

    ConfirmReport confirm(const ConfirmRequest& request, const std::stop_token& stop) override {
        if (request.dryRun) return inner_->confirm(request, stop);
        return audited(
            trail_, {.action = "replaced confirm", .object = request.which},
            [&] { return inner_->confirm(request, stop); },
            [](const ConfirmReport& report, AuditEvent& done) {
                for (const std::string& folder : report.folders)
                    add(done, "folder", folder);
                addNumber(done, "files", report.files);
                addNumber(done, "bytes", report.bytes);
            });
    }

  private:
    const std::unique_ptr<Replacements> inner_;
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

std::unique_ptr<Replacements> withAudit(std::unique_ptr<Replacements> inner, AuditTrail& trail) {
    return std::make_unique<AuditedReplacements>(std::move(inner), trail);
}

std::unique_ptr<Dumps> withAudit(std::unique_ptr<Dumps> inner, AuditTrail& trail) {
    return std::make_unique<AuditedDumps>(std::move(inner), trail);
}

std::unique_ptr<Mounts> withAudit(std::unique_ptr<Mounts> inner, AuditTrail& trail) {
    return std::make_unique<AuditedMounts>(std::move(inner), trail);
}

}  // namespace tl::services
