// For tests: remembers what a prune tells.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "infra/engine/prune/prune_observer.h"

namespace tl::engine {

class RecordedPrune final : public PruneObserver {
  public:
    void onStatus(const PruneStatus& status) override {
        if (phases.empty() || phases.back() != status.phase) phases.push_back(status.phase);
        last[status.phase] = status;
    }
    void onPlan(const PruneFigures& figures) override { plans.push_back(figures); }
    void onWarning(const std::string& message) override { warnings.push_back(message); }

    std::vector<PrunePhase> phases;
    std::map<PrunePhase, PruneStatus> last;
    std::vector<PruneFigures> plans;
    std::vector<std::string> warnings;
};

}  // namespace tl::engine
