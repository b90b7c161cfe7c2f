#include "services/backup/stored_verification.h"

#include <memory>

#include "infra/engine/check/check_reporter.h"
#include "infra/errors/error.h"
#include "services/repository/check_run.h"

namespace tl::services {

namespace {

/// Passes findings on; counts the packs that are read.
class FindingsOf final : public CheckObserver {
  public:
    explicit FindingsOf(BackupObserver& observer) : observer_{observer} {}

    void onStatus(const CheckStatus& status) override {
        if (status.phase == "data") packsRead_ = status.done;
    }
    void onFinding(const Finding& finding) override { observer_.onFinding(finding); }

    [[nodiscard]] std::uint64_t packsRead() const { return packsRead_; }

  private:
    BackupObserver& observer_;
    std::uint64_t packsRead_ = 0;
};

CheckRequest checkOf(const BackupRequest& request, const StoredBackup& stored) {
    CheckRequest check{.repository = request.repository, .ids = {stored.snapshot.hex()}};
    if (request.verification->readPercent > 0)
        check.reading.readData =
            ReadPacks{.packs = stored.packs, .percent = request.verification->readPercent};
    return check;
}

}  // namespace

VerificationReport verifyStored(const ServiceContext& context,
                                const BackupRequest& request,
                                const RepositorySession& session,
                                const StoredBackup& stored,
                                BackupObserver& observer,
                                const std::stop_token& stop) {
    FindingsOf findings{observer};
    engine::CheckReporter reporter{findings};
    VerificationReport report;
    try {
        const std::unique_ptr<storage::Backend> direct = context.openBackend(request.repository);
        const engine::Repository& known = session.repository();
        engine::Repository repository{*direct, context.random, known.masterKey(), known.keyId(),
                                      known.config()};
        repository.setMemory(known.memory());
        (void)runCheck(checkOf(request, stored), repository, context, reporter, stop);
    } catch (const Error& error) {
        report.problem = error.describe();
    }
    engine::CheckReport found = reporter.report();
    report.errorCount = found.errorCount;
    report.brokenPacks = std::move(found.brokenPacks);
    report.packsRead = findings.packsRead();
    return report;
}

}  // namespace tl::services
