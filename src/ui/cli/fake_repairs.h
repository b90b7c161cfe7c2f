// Repairs for tests: they keep what they were asked and answer what they were told to.

#pragma once

#include "services/repository/repairs.h"
#include "ui/cli/fake_core.h"

namespace tl::cli {

class FakeRepairs final : public services::Repairs {
  public:
    explicit FakeRepairs(FakeCore& core) : core_{core} {}

    services::IndexRepairSummary repairIndex(const services::IndexRepairRequest& request,
                                             services::RepairObserver& observer,
                                             const std::stop_token& /*stop*/) override {
        core_.indexRepair = request;
        tell(observer);
        return core_.indexRepairSummary;
    }

    services::PacksRepairSummary repairPacks(const services::PacksRepairRequest& request,
                                             services::RepairObserver& observer,
                                             const std::stop_token& /*stop*/) override {
        core_.packsRepair = request;
        tell(observer);
        return core_.packsRepairSummary;
    }

    services::SnapshotsRepairSummary repairSnapshots(
        const services::SnapshotsRepairRequest& request,
        services::RepairObserver& observer,
        const std::stop_token& /*stop*/) override {
        core_.snapshotsRepair = request;
        tell(observer);
        return core_.snapshotsRepairSummary;
    }

    std::string repairConfig(const services::ConfigRepairRequest& request,
                             const std::stop_token& /*stop*/) override {
        core_.configRepair = request;
        return "1a2b";
    }

    services::RecoverSummary recover(const services::RecoverRequest& request,
                                     services::RepairObserver& observer,
                                     const std::stop_token& /*stop*/) override {
        core_.recovery = request;
        tell(observer);
        return core_.recoverSummary;
    }

  private:
    void tell(services::RepairObserver& observer) {
        ++core_.callCount;
        if (core_.onRepair) core_.onRepair(observer);
    }

    FakeCore& core_;
};

}  // namespace tl::cli
