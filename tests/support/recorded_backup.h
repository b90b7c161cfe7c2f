// Remembers what a backup tells.

#pragma once

#include <string>
#include <vector>

#include "services/backup/backups.h"

namespace tl::services {

class RecordedBackup final : public BackupObserver {
  public:
    [[nodiscard]] std::chrono::milliseconds statusInterval() const override { return {}; }
    [[nodiscard]] bool wantsItems() const override { return false; }
    void onOpened(const std::string&, const std::optional<engine::SnapshotId>&) override {}
    void onStatus(const BackupStatus&) override {}
    void onScanFinished(const ScanTotals&) override {}
    void onItem(const BackupItem&) override {}
    void onFailure(const ItemFailure& failure) override {
        failures.push_back(failure.path + ": " + failure.message);
    }
    void onWarning(const std::string& message) override { warnings.push_back(message); }
    void onHookLine(const std::string& line) override { hookLines.push_back(line); }
    void onFinding(const engine::Finding& finding) override {
        findings.push_back(finding.object + ": " + finding.message);
    }

    std::vector<std::string> failures;
    std::vector<std::string> warnings;
    std::vector<std::string> hookLines;
    std::vector<std::string> findings;
};

}  // namespace tl::services
