#include "ui/cli/commands/forget_reporter.h"
#include "ui/cli/commands/prune_reporter.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

namespace {

using services::ForgetGroup;
using services::KeptSnapshot;
using services::StoredSnapshot;

/// Go prints a list that nothing was put into as null.
Json nullIfEmpty(Json list) {
    return list.empty() ? Json(nullptr) : list;
}

Json toJsonGroup(const ForgetGroup& group) {
    Json keep = Json::array();
    Json reasons = Json::array();
    for (const KeptSnapshot& kept : group.kept) {
        keep.push_back(toJson(kept.stored));
        reasons.push_back(Json{{"snapshot", toJson(kept.stored)}, {"matches", kept.reasons}});
    }
    Json remove = Json::array();
    for (const StoredSnapshot& stored : group.removed)
        remove.push_back(toJson(stored));
    Json json{
        {"tags", toJsonKeyPart(group.key.tags)},    {"host", group.key.host.value_or("")},
        {"paths", toJsonKeyPart(group.key.paths)},  {"keep", nullIfEmpty(std::move(keep))},
        {"remove", nullIfEmpty(std::move(remove))}, {"reasons", nullIfEmpty(std::move(reasons))}};
    if (!group.policy.empty()) json["policy"] = group.policy;
    return json;
}

class ForgetJsonReporter final : public ForgetReporter {
  public:
    explicit ForgetJsonReporter(const Context& context)
        : context_{context},
          console_{context.console} {}

    void onPlan(const services::ForgetPlan& plan) override {
        for (const ForgetGroup& group : plan.groups)
            groups_.push_back(toJsonGroup(group));
    }
    void onRemoved(const engine::SnapshotId& /*id*/) override {}
    void onFailure(const engine::SnapshotId& id, const std::string& message) override {
        onProblem("snapshot " + id.shortHex() + " could not be removed: " + message);
    }
    void onProblem(const std::string& message) override {
        console_.printError(toLine(Json{{"message_type", "error"}, {"message", message}}));
    }

    services::PruneObserver& onPrune(std::size_t /*removedCount*/) override {
        printGroups();
        prune_ = makePruneReporter(context_);
        return *prune_;
    }

    void finish(const services::ForgetReport& report) override {
        if (report.prune) {
            prune_->finish(*report.prune);
        } else {
            printGroups();
        }
    }

  private:
    void printGroups() {
        // Where IDs are given there are no groups, and restic prints nothing.
        if (!groups_.empty()) console_.print(toLine(groups_));
    }

    const Context& context_;
    Console& console_;
    std::unique_ptr<PruneReporter> prune_;  ///< Once there is a prune.
    Json groups_ = Json::array();
};

}  // namespace

std::unique_ptr<ForgetReporter> makeForgetJsonReporter(const Context& context) {
    return std::make_unique<ForgetJsonReporter>(context);
}

}  // namespace tl::cli
