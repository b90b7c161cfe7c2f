// Remembers what a check finds.

#pragma once

#include <string>
#include <vector>

#include "infra/engine/check/check_observer.h"

namespace tl::engine {

class RecordedCheck final : public CheckObserver {
  public:
    void onStatus(const CheckStatus& status) override {
        if (phases.empty() || phases.back() != status.phase) phases.push_back(status.phase);
    }
    void onFinding(const Finding& finding) override {
        auto& kind = finding.severity == FindingSeverity::Error ? errors : notes;
        kind.push_back(finding.object + ": " + finding.message);
    }

    void forget() {
        phases.clear();
        errors.clear();
        notes.clear();
    }

    /// Whether an error holds all of `words`.
    [[nodiscard]] bool hasError(const std::vector<std::string>& words) const {
        for (const std::string& error : errors) {
            bool holdsAll = true;
            for (const std::string& word : words)
                holdsAll = holdsAll && error.find(word) != std::string::npos;
            if (holdsAll) return true;
        }
        return false;
    }

    std::vector<std::string> phases;
    std::vector<std::string> errors;
    std::vector<std::string> notes;
};

}  // namespace tl::engine
