#include <utility>

#include "infra/engine/check/check_reporter.h"
#include "infra/engine/repository/replace_config.h"
#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_system.h"
#include "services/repository/check_run.h"
#include "services/repository/migrations.h"
#include "services/repository/session.h"
#include "services/repository/stored_copies.h"

namespace tl::services {

using engine::Repository;

namespace {

constexpr const char* kUpgrade = "upgrade_repo_v2";  // restic's name.
constexpr std::size_t kIdDigits = 8;

Migration describeUpgrade(const Repository& repository) {
    const std::uint32_t version = repository.config().version;
    return {.name = kUpgrade,
            .description = "upgrade a repository to version 2",
            .objection = version < 2 ? std::string{}
                                     : "repository is already upgraded to version " +
                                           std::to_string(version)};
}

void requireKnown(const std::string& name) {
    if (name != kUpgrade)
        throw Error{ErrorKind::InvalidInput,
                    "there is no migration " + quoted(name) + "; there is " + kUpgrade};
}

/// Replaces the config. Where a store cannot do that at once, a power cut may leave none: then
/// there is a copy on this machine.
void upgrade(const RepositorySession& session,
             const std::string& copyFolder,
             const std::stop_token& stop) {
    const std::string copy =
        copyFolder + "/config-" + session.repository().config().id.substr(0, kIdDigits);
    copyStored(session.backend(), {storage::FileType::Config, {}}, copy, stop);
    try {
        // All else that it says stays, and so does what is stored: readers of format 2 know plain
        // blobs and plain JSON, too (format section 1.6).
        engine::Config config = session.repository().config();
        config.version = 2;
        engine::replaceConfig(session.repository(), config, stop);
    } catch (Error& error) {
        error.add("hint", "should the repository have no file `config` any more, put " + copy +
                              " there by this name");
        throw;
    }
    (void)removeFile(copy);
}

class MigrationService final : public Migrations {
  public:
    explicit MigrationService(const ServiceContext& context) : context_{context} {}

    std::vector<Migration> list(const RepositoryAccess& access,
                                const std::stop_token& stop) override {
        return {
            describeUpgrade(RepositorySession::openUnlocked(context_, access, stop)->repository())};
    }

    MigrationReport apply(const MigrationRequest& request,
                          CheckObserver& observer,
                          const std::stop_token& stop) override {
        requireKnown(request.name);
        MigrationReport report;
        const auto session =
            request.isDryRun ? RepositorySession::openForDryRun(context_, request.repository, stop)
                             : RepositorySession::openForWriting(context_, request.repository,
                                                                 engine::LockMode::Exclusive, stop);
        session->run([&](const std::stop_token& work) {
            session->confirmLock(work);
            report = applyTo(*session, request, observer, work);
        });
        session->close();
        return report;
    }

  private:
    MigrationReport applyTo(RepositorySession& session,
                            const MigrationRequest& request,
                            CheckObserver& observer,
                            const std::stop_token& stop) const {
        MigrationReport report{.outcome = MigrationOutcome::NotNeeded,
                               .objection = describeUpgrade(session.repository()).objection};
        if (!report.objection.empty() && !request.isForced) return report;
        if (!isSound(session, request, observer, stop)) {
            report.outcome = MigrationOutcome::NotAllowed;
            return report;
        }
        if (!request.isDryRun) upgrade(session, request.copyFolder, stop);
        report.outcome = MigrationOutcome::Applied;
        return report;
    }

    /// As restic, which checks all but the data first.
    bool isSound(RepositorySession& session,
                 const MigrationRequest& request,
                 CheckObserver& observer,
                 const std::stop_token& stop) const {
        engine::CheckReporter reporter{observer};
        (void)runCheck({.repository = request.repository}, session.repository(), context_, reporter,
                       stop);
        return reporter.report().errorCount == 0;
    }

    const ServiceContext& context_;
};

}  // namespace

std::unique_ptr<Migrations> makeMigrations(const ServiceContext& context) {
    return std::make_unique<MigrationService>(context);
}

}  // namespace tl::services
