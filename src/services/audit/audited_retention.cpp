// What removes snapshots and data, or puts others in their place.

#include <utility>

#include "services/audit/audited.h"
#include "services/audit/audited_event.h"
#include "services/audit/audited_services.h"

namespace tl::services {

namespace {

std::string hexOf(const std::vector<engine::SnapshotId>& ids) {
    std::string all;
    for (const engine::SnapshotId& id : ids)
        all += (all.empty() ? "" : " ") + id.hex();
    return all;
}

void addPruned(AuditEvent& event, const PruneReport& report) {
    addNumber(event, "packs_removed", report.figures.packs.removed);
    addNumber(event, "packs_repacked", report.figures.packs.repack);
}

class AuditedForgets final : public Forgets {
  public:
    AuditedForgets(std::unique_ptr<Forgets> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    ForgetReport forget(const ForgetRequest& request,
                        ForgetObserver& observer,
                        const std::stop_token& stop) override {
        if (request.isDryRun) return inner_->forget(request, observer, stop);
        return audited(
            trail_, eventOn(request.repository, "forget"),
            [&] { return inner_->forget(request, observer, stop); },
            [](const ForgetReport& report, AuditEvent& done) {
                addNumber(done, "removed", report.removed.size());
                if (!report.removed.empty()) add(done, "snapshots", hexOf(report.removed));
                if (report.prune) addPruned(done, *report.prune);
                addFailures(done, report.failed.size());
            });
    }

  private:
    const std::unique_ptr<Forgets> inner_;
    AuditTrail& trail_;
};

class AuditedPrunes final : public Prunes {
  public:
    AuditedPrunes(std::unique_ptr<Prunes> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    PruneReport prune(const PruneRequest& request,
                      PruneObserver& observer,
                      const std::stop_token& stop) override {
        if (request.isDryRun) return inner_->prune(request, observer, stop);
        return audited(
            trail_, eventOn(request.repository, "prune"),
            [&] { return inner_->prune(request, observer, stop); },
            [](const PruneReport& report, AuditEvent& done) { addPruned(done, report); });
    }

  private:
    const std::unique_ptr<Prunes> inner_;
    AuditTrail& trail_;
};

class AuditedTags final : public Tags {
  public:
    AuditedTags(std::unique_ptr<Tags> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    TagReport change(const TagRequest& request,
                     TagObserver& observer,
                     const std::stop_token& stop) override {
        return audited(
            trail_, eventOn(request.repository, "tag"),
            [&] { return inner_->change(request, observer, stop); },
            [](const TagReport& report, AuditEvent& done) {
                addNumber(done, "changed", report.changedCount);
                addFailures(done, report.failureCount);
            });
    }

  private:
    const std::unique_ptr<Tags> inner_;
    AuditTrail& trail_;
};

class AuditedRewrites final : public Rewrites {
  public:
    AuditedRewrites(std::unique_ptr<Rewrites> inner, AuditTrail& trail)
        : inner_{std::move(inner)},
          trail_{trail} {}

    RewriteReport rewrite(const RewriteRequest& request,
                          RewriteObserver& observer,
                          const std::stop_token& stop) override {
        if (request.isDryRun) return inner_->rewrite(request, observer, stop);
        AuditEvent event = eventOn(request.repository, "rewrite");
        add(event, "forgets", request.isForgetting ? "yes" : "no");
        return audited(
            trail_, std::move(event), [&] { return inner_->rewrite(request, observer, stop); },
            [](const RewriteReport& report, AuditEvent& done) {
                addNumber(done, "changed", report.changedCount);
                addFailures(done, report.failureCount);
            });
    }

  private:
    const std::unique_ptr<Rewrites> inner_;
    AuditTrail& trail_;
};

}  // namespace

std::unique_ptr<Forgets> withAudit(std::unique_ptr<Forgets> inner, AuditTrail& trail) {
    return std::make_unique<AuditedForgets>(std::move(inner), trail);
}

std::unique_ptr<Prunes> withAudit(std::unique_ptr<Prunes> inner, AuditTrail& trail) {
    return std::make_unique<AuditedPrunes>(std::move(inner), trail);
}

std::unique_ptr<Tags> withAudit(std::unique_ptr<Tags> inner, AuditTrail& trail) {
    return std::make_unique<AuditedTags>(std::move(inner), trail);
}

std::unique_ptr<Rewrites> withAudit(std::unique_ptr<Rewrites> inner, AuditTrail& trail) {
    return std::make_unique<AuditedRewrites>(std::move(inner), trail);
}

}  // namespace tl::services
