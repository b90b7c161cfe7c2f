#include "infra/engine/check/check_reporter.h"
#include "services/repository/check_run.h"
#include "services/repository/checks.h"
#include "services/repository/session.h"

namespace tl::services {

namespace {

class CheckService final : public Checks {
  public:
    explicit CheckService(const ServiceContext& context) : context_{context} {}

    CheckReport check(const CheckRequest& request,
                      CheckObserver& observer,
                      const std::stop_token& stop) override {
        engine::CheckReporter reporter{observer};
        const auto session = RepositorySession::open(context_, request.repository,
                                                     engine::LockMode::Exclusive, stop);
        std::optional<ReadAges> ages;
        session->run([&](const std::stop_token& work) {
            ages = runCheck(request, session->repository(), context_, reporter, work);
        });
        CheckReport report = reporter.report();
        report.readAges = ages;
        return report;
    }

  private:
    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Checks> makeChecks(const ServiceContext& context) {
    return std::make_unique<CheckService>(context);
}

}  // namespace tl::services
