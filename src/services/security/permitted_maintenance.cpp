#include <utility>

#include "services/security/permitted_services.h"

namespace tl::services {

namespace {

class PermittedChecks final : public Checks {
  public:
    PermittedChecks(Checks& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] CheckReport check(const CheckRequest& request,
                                    CheckObserver& observer,
                                    const std::stop_token& stop) override {
        gate_.require(ServiceCall::ChecksCheck);
        return inner_.check(request, observer, stop);
    }

  private:
    Checks& inner_;
    Gate& gate_;
};

class PermittedRepairs final : public Repairs {
  public:
    PermittedRepairs(Repairs& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] IndexRepairSummary repairIndex(const IndexRepairRequest& request,
                                                 RepairObserver& observer,
                                                 const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepairsRepairIndex);
        return inner_.repairIndex(request, observer, stop);
    }
    [[nodiscard]] PacksRepairSummary repairPacks(const PacksRepairRequest& request,
                                                 RepairObserver& observer,
                                                 const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepairsRepairPacks);
        return inner_.repairPacks(request, observer, stop);
    }
    [[nodiscard]] SnapshotsRepairSummary repairSnapshots(const SnapshotsRepairRequest& request,
                                                         RepairObserver& observer,
                                                         const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepairsRepairSnapshots);
        return inner_.repairSnapshots(request, observer, stop);
    }
    [[nodiscard]] std::string repairConfig(const ConfigRepairRequest& request,
                                           const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepairsRepairConfig);
        return inner_.repairConfig(request, stop);
    }
    [[nodiscard]] RecoverSummary recover(const RecoverRequest& request,
                                         RepairObserver& observer,
                                         const std::stop_token& stop) override {
        gate_.require(ServiceCall::RepairsRecover);
        return inner_.recover(request, observer, stop);
    }

  private:
    Repairs& inner_;
    Gate& gate_;
};

class PermittedRewrites final : public Rewrites {
  public:
    PermittedRewrites(Rewrites& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] RewriteReport rewrite(const RewriteRequest& request,
                                        RewriteObserver& observer,
                                        const std::stop_token& stop) override {
        gate_.require(ServiceCall::RewritesRewrite);
        return inner_.rewrite(request, observer, stop);
    }

  private:
    Rewrites& inner_;
    Gate& gate_;
};

class PermittedForgets final : public Forgets {
  public:
    PermittedForgets(Forgets& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] ForgetReport forget(const ForgetRequest& request,
                                      ForgetObserver& observer,
                                      const std::stop_token& stop) override {
        gate_.require(ServiceCall::ForgetsForget);
        return inner_.forget(request, observer, stop);
    }

  private:
    Forgets& inner_;
    Gate& gate_;
};

class PermittedTags final : public Tags {
  public:
    PermittedTags(Tags& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] TagReport change(const TagRequest& request,
                                   TagObserver& observer,
                                   const std::stop_token& stop) override {
        gate_.require(ServiceCall::TagsChange);
        return inner_.change(request, observer, stop);
    }

  private:
    Tags& inner_;
    Gate& gate_;
};

class PermittedPrunes final : public Prunes {
  public:
    PermittedPrunes(Prunes& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] PruneReport prune(const PruneRequest& request,
                                    PruneObserver& observer,
                                    const std::stop_token& stop) override {
        gate_.require(ServiceCall::PrunesPrune);
        return inner_.prune(request, observer, stop);
    }

  private:
    Prunes& inner_;
    Gate& gate_;
};

class PermittedTransfers final : public Transfers {
  public:
    PermittedTransfers(Transfers& inner, Gate& gate) : inner_{inner}, gate_{gate} {}

    [[nodiscard]] TransferFigures figures() const override {
        gate_.require(ServiceCall::TransfersFigures);
        return inner_.figures();
    }

  private:
    Transfers& inner_;
    Gate& gate_;
};

}  // namespace

std::unique_ptr<Checks> permitted(Checks& inner, Gate& gate) {
    return std::make_unique<PermittedChecks>(inner, gate);
}
std::unique_ptr<Repairs> permitted(Repairs& inner, Gate& gate) {
    return std::make_unique<PermittedRepairs>(inner, gate);
}
std::unique_ptr<Rewrites> permitted(Rewrites& inner, Gate& gate) {
    return std::make_unique<PermittedRewrites>(inner, gate);
}
std::unique_ptr<Forgets> permitted(Forgets& inner, Gate& gate) {
    return std::make_unique<PermittedForgets>(inner, gate);
}
std::unique_ptr<Tags> permitted(Tags& inner, Gate& gate) {
    return std::make_unique<PermittedTags>(inner, gate);
}
std::unique_ptr<Prunes> permitted(Prunes& inner, Gate& gate) {
    return std::make_unique<PermittedPrunes>(inner, gate);
}
std::unique_ptr<Transfers> permitted(Transfers& inner, Gate& gate) {
    return std::make_unique<PermittedTransfers>(inner, gate);
}

}  // namespace tl::services
