// What takes a repository's content to another place.

#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audited_services.h"

namespace tl::services {

namespace {

class AuditedCopies final : public Copies {
  public:
    AuditedCopies(std::unique_ptr<Copies> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    CopyReport copy(const CopyRequest& request,
                    CopyObserver& observer,
                    const std::stop_token& stop) override {
        AuditEvent event = eventOn(request.destination, "copy");
        add(event, "source", shownLocation(request.source.location));
        return audited(
            trail_, std::move(event), [&] { return inner_->copy(request, observer, stop); },
            [](const CopyReport& report, AuditEvent& done) {
                addNumber(done, "copied", report.copiedCount);
                addNumber(done, "skipped", report.skippedCount);
                addFailures(done, report.problemCount);
            });
    }

  private:
    const std::unique_ptr<Copies> inner_;
    AuditTrail& trail_;
};

class AuditedMoves final : public Moves {
  public:
    AuditedMoves(std::unique_ptr<Moves> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    MoveReport move(const MoveRequest& request,
                    MoveObserver& observer,
                    const std::stop_token& stop) override {
        if (request.isDryRun) return inner_->move(request, observer, stop);
        AuditEvent event = eventOn(request.source, "move");
        add(event, "destination", shownLocation(request.destination.location));
        return audited(
            trail_, std::move(event), [&] { return inner_->move(request, observer, stop); },
            [](const MoveReport& report, AuditEvent& done) {
                addNumber(done, "files", report.copiedFiles);
                addNumber(done, "bytes", report.copiedBytes);
                addNumber(done, "deleted", report.deletedFiles);
            });
    }

  private:
    const std::unique_ptr<Moves> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Copies> withAudit(std::unique_ptr<Copies> inner, AuditTrail& trail) {
    return std::make_unique<AuditedCopies>(std::move(inner), trail);
}

std::unique_ptr<Moves> withAudit(std::unique_ptr<Moves> inner, AuditTrail& trail) {
    return std::make_unique<AuditedMoves>(std::move(inner), trail);
}

}  // namespace tl::services
