// Remembers what a rewrite tells.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/repository/rewrites.h"

namespace tl::services {

class RecordedRewrite final : public RewriteObserver {
  public:
    void onSnapshot(const StoredSnapshot&, std::size_t, std::size_t) override {}
    void onLeftOut(const std::string& path) override { leftOut.push_back(path); }
    void onOutcome(const engine::SnapshotId& id, RewriteOutcome outcome) override {
        outcomes[id] = outcome;
    }
    void onSaved(const ReplacedSnapshot& replaced) override { saved.push_back(replaced); }
    void onFailure(const engine::SnapshotId& id, const std::string&) override {
        failed.push_back(id);
    }
    void onProblem(const std::string& message) override { problems.push_back(message); }

    void forget() {
        leftOut.clear();
        outcomes.clear();
        saved.clear();
        failed.clear();
        problems.clear();
    }

    std::vector<std::string> leftOut;
    std::map<engine::SnapshotId, RewriteOutcome> outcomes;
    std::vector<ReplacedSnapshot> saved;
    std::vector<engine::SnapshotId> failed;
    std::vector<std::string> problems;
};

}  // namespace tl::services
