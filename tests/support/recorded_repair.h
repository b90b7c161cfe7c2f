// Remembers what a repair tells.

#pragma once

#include <string>
#include <vector>

#include "infra/engine/repair/repair_observer.h"

namespace tl::engine {

class RecordedRepair final : public RepairObserver {
  public:
    void onStatus(const RepairStatus&) override {}
    void onNotice(const RepairNotice& notice) override {
        const std::string line = notice.object + ": " + notice.message;
        switch (notice.outcome) {
            case RepairOutcome::Mended:
                mended.push_back(line);
                return;
            case RepairOutcome::Lost:
                lost.push_back(line);
                return;
            case RepairOutcome::Open:
                open.push_back(line);
                return;
        }
    }

    std::vector<std::string> mended;
    std::vector<std::string> lost;
    std::vector<std::string> open;
};

}  // namespace tl::engine
