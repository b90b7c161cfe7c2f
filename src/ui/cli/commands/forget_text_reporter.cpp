#include <fmt/format.h>

#include "ui/cli/commands/forget_reporter.h"
#include "ui/cli/commands/prune_reporter.h"

namespace tl::cli {

namespace {

using services::ForgetGroup;
using services::ForgetPlan;
using services::KeptSnapshot;
using services::StoredSnapshot;

class ForgetTextReporter final : public ForgetReporter {
  public:
    ForgetTextReporter(const Context& context,
                       const services::ForgetRequest& request,
                       TableStyle style)
        : context_{context},
          request_{request},
          style_{style} {}

    void onPlan(const ForgetPlan& plan) override {
        if (request_.ids.empty() && !request_.rules.policy.isEmpty())
            context_.tell("applying the policy: keep " + engine::describe(request_.rules.policy));
        for (const ForgetGroup& group : plan.groups)
            tellGroup(group);
        if (plan.removals.empty()) context_.tell("no snapshot is to be removed");
        if (request_.isDryRun) {
            for (const auto& id : plan.removals)
                context_.tell("would remove snapshot " + id.shortHex());
        }
    }

    void onRemoved(const engine::SnapshotId& id) override {
        if (context_.global.verbosity() >= Verbosity::Verbose)
            context_.tell("removed snapshot " + id.shortHex());
    }

    void onFailure(const engine::SnapshotId& id, const std::string& message) override {
        context_.console.printError("snapshot " + id.shortHex() +
                                    " could not be removed: " + message + "\n");
    }

    void onProblem(const std::string& message) override {
        context_.console.printError(message + "\n");
    }

    services::PruneObserver& onPrune(std::size_t removedCount) override {
        if (!request_.isDryRun) tellRemoved(removedCount);
        prune_ = makePruneReporter(context_);
        return *prune_;
    }

    void finish(const services::ForgetReport& report) override {
        if (report.prune) {
            prune_->finish(*report.prune);
        } else if (!request_.isDryRun && !report.removed.empty()) {
            tellRemoved(report.removed.size());
        }
    }

  private:
    void tellRemoved(std::size_t count) const {
        context_.tell(fmt::format("removed {} snapshots", count));
    }

    void tellGroup(const ForgetGroup& group) const {
        // The tables list the newest last, near the eye.
        std::vector<SnapshotRow> kept;
        for (auto snapshot = group.kept.rbegin(); snapshot != group.kept.rend(); ++snapshot)
            kept.push_back({snapshot->stored, snapshot->reasons});
        std::vector<SnapshotRow> removed;
        for (auto snapshot = group.removed.rbegin(); snapshot != group.removed.rend(); ++snapshot)
            removed.push_back({*snapshot});
        if (const std::string head = formatGroupHead(group.key); !head.empty()) context_.tell(head);
        if (!group.policy.empty()) context_.tell("by the policy " + group.policy + ":");
        tellTable("keep", kept);
        tellTable("remove", removed);
    }

    void tellTable(const char* verb, const std::vector<SnapshotRow>& rows) const {
        if (rows.empty()) return;
        context_.tell(fmt::format("{} {} snapshots:", verb, rows.size()));
        context_.tell(formatSnapshotTable(rows, style_, context_));
    }

    const Context& context_;
    const services::ForgetRequest& request_;
    const TableStyle style_;
    std::unique_ptr<PruneReporter> prune_;  ///< Once there is a prune.
};

}  // namespace

std::unique_ptr<ForgetReporter> makeForgetTextReporter(const Context& context,
                                                       const services::ForgetRequest& request,
                                                       TableStyle style) {
    return std::make_unique<ForgetTextReporter>(context, request, style);
}

}  // namespace tl::cli
