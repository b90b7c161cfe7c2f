// Remembers what a copy tells.

#pragma once

#include <string>
#include <vector>

#include "services/repository/copies.h"

namespace tl::services {

class RecordedCopy final : public CopyObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    void onStatus(const CopyStatus&) override {}
    void onSkipped(const CopiedSnapshot& snapshot) override { skipped.push_back(snapshot); }
    void onCopied(const CopiedSnapshot& snapshot) override { copied.push_back(snapshot); }
    void onWarning(const std::string& message) override { warnings.push_back(message); }
    void onProblem(const std::string& message) override { problems.push_back(message); }

    std::vector<CopiedSnapshot> skipped;
    std::vector<CopiedSnapshot> copied;
    std::vector<std::string> warnings;
    std::vector<std::string> problems;
};

}  // namespace tl::services
