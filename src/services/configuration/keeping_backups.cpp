#include "services/configuration/keeping_backups.h"

#include <optional>
#include <string>

#include "infra/engine/crypto/sha256.h"
#include "infra/engine/format/id.h"
#include "infra/errors/error.h"
#include "services/security/password.h"

namespace tl::services {

namespace {

constexpr std::int64_t kSecondsOfAWeek = std::int64_t{7} * 24 * 60 * 60;

class KeepingBackups final : public Backups {
  public:
    KeepingBackups(Backups& inner,
                   Configurations& configurations,
                   ConfigurationBackups& kept,
                   CatalogAccess& catalog,
                   const Clock& clock)
        : inner_{inner},
          configurations_{configurations},
          kept_{kept},
          catalog_{catalog},
          clock_{clock} {}

    BackupReport run(const BackupRequest& request,
                     BackupObserver& observer,
                     const std::stop_token& stop) override {
        const bool isOfTarget = !request.targetName.empty() && !request.repository.name.empty();
        std::optional<Error> problem;
        if (isOfTarget && !request.dryRun && !isAskedFor(request.repository.password)) {
            try {
                keep(request.repository, stop);
            } catch (const Error& error) {
                problem = error;  // Told below: what is wrong with the repository, the backup says.
            }
        }
        BackupReport report = inner_.run(request, observer, stop);
        if (problem)
            observer.onWarning("the configuration could not be kept in the repository: " +
                               problem->describe());
        return report;
    }

  private:
    void keep(const RepositoryAccess& repository, const std::stop_token& stop) {
        // Before the backup, so that this stays the latest snapshot for whoever asks for that.
        const std::string setting = "configuration_kept." + repository.name;
        const std::string mark = markOf(repository);
        catalog::Settings& settings = catalog_.open().settings();
        if (settings.value(setting) == mark) return;
        (void)kept_.keep(repository, stop);
        settings.set(setting, mark);
    }

    /// Tells apart what is kept, where, and in which week.
    [[nodiscard]] std::string markOf(const RepositoryAccess& repository) const {
        const std::string text = repository.location + '\n' + configurations_.exportAll();
        return engine::toHex(engine::sha256(std::as_bytes(std::span{text}))) + " " +
               std::to_string(clock_.now().seconds / kSecondsOfAWeek);
    }

    Backups& inner_;
    Configurations& configurations_;
    ConfigurationBackups& kept_;
    CatalogAccess& catalog_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<Backups> makeKeepingBackups(Backups& inner,
                                            Configurations& configurations,
                                            ConfigurationBackups& kept,
                                            CatalogAccess& catalog,
                                            const Clock& clock) {
    return std::make_unique<KeepingBackups>(inner, configurations, kept, catalog, clock);
}

}  // namespace tl::services
