#include "services/configuration/configuration_backups.h"

#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "services/backup/documents.h"
#include "services/configuration/configuration_text.h"

namespace tl::services {

namespace {

constexpr std::size_t kListedMax = 1000;

const DocumentKind kConfiguration{"/timelocker/configuration.toml", "timelocker-configuration"};

std::vector<std::string> missingPasswordFiles(const std::string& text) {
    std::vector<std::string> missing;
    const DefinitionSet set = parseConfigurationText(text);
    for (const auto& one : set.repositories) {
        const catalog::RepositoryDefinition& repository = one.second;
        if (repository.passwordKind == "file" && !exists(repository.passwordReference))
            missing.push_back(repository.passwordReference);
    }
    std::ranges::sort(missing);
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    return missing;
}

class ConfigurationBackupService final : public ConfigurationBackups {
  public:
    ConfigurationBackupService(const ServiceContext& context, Configurations& configurations)
        : context_{context},
          configurations_{configurations} {}

    KeepResult keep(const RepositoryAccess& repository, const std::stop_token& stop) override {
        std::string text = configurations_.exportAll();
        if (parseConfigurationText(text) == DefinitionSet{}) return KeepResult::Empty;
        const auto kept = list(repository, stop);
        const auto newest = std::find_if(kept.rbegin(), kept.rend(),
                                         [](const auto& one) { return one.host == hostName(); });
        if (newest != kept.rend() && newest->text == text) return KeepResult::Unchanged;
        saveDocument(context_, repository, kConfiguration, std::move(text), stop);
        return KeepResult::Kept;
    }

    std::vector<KeptConfiguration> list(const RepositoryAccess& repository,
                                        const std::stop_token& stop) override {
        std::vector<KeptConfiguration> kept;
        for (StoredDocument& document :
             loadDocuments(context_, repository, kConfiguration, kListedMax, stop))
            kept.push_back({.snapshot = document.snapshot,
                            .host = std::move(document.host),
                            .time = document.time,
                            .text = std::move(document.content)});
        return kept;
    }

    RecoveredConfiguration recover(const ConfigurationRecovery& request,
                                   const std::stop_token& stop) override {
        RecoveredConfiguration report{.source = find(request, stop)};
        report.changes = configurations_.apply({.text = report.source.text,
                                                .unnamed = request.unnamed,
                                                .execution = request.execution});
        report.missingPasswordFiles = missingPasswordFiles(report.source.text);
        return report;
    }

  private:
    [[nodiscard]] KeptConfiguration find(const ConfigurationRecovery& request,
                                         const std::stop_token& stop) {
        auto kept = list(request.repository, stop);
        if (kept.empty())
            throw Error{
                ErrorKind::NotFound,
                "no configuration is kept in this repository: `tl config backup` keeps one"};
        std::string hosts;
        for (auto one = kept.rbegin(); one != kept.rend(); ++one) {
            if (request.host.empty() || one->host == request.host) return std::move(*one);
            if (hosts.find(tl::quoted(one->host)) == std::string::npos)
                hosts += (hosts.empty() ? "" : ", ") + tl::quoted(one->host);
        }
        throw Error{ErrorKind::NotFound, "no configuration of " + tl::quoted(request.host) +
                                             " is kept in this repository, but of " + hosts};
    }

    const ServiceContext& context_;
    Configurations& configurations_;
};

}  // namespace

std::unique_ptr<ConfigurationBackups> makeConfigurationBackups(const ServiceContext& context,
                                                               Configurations& configurations) {
    return std::make_unique<ConfigurationBackupService>(context, configurations);
}

}  // namespace tl::services
