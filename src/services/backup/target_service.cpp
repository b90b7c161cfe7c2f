#include <algorithm>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "services/backup/target_rules.h"
#include "services/backup/targets.h"
#include "services/catalog_references.h"

namespace tl::services {

namespace {

using catalog::Operation;
using catalog::OperationState;

/// Whether it left a snapshot with all that could be read.
bool isSuccess(const Operation& operation) {
    return operation.state == OperationState::Succeeded ||
           operation.state == OperationState::Warned;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

class TargetService final : public Targets {
  public:
    TargetService(CatalogAccess& catalog, PatternGroups& groups, Backups& backups)
        : catalog_{catalog},
          groups_{groups},
          backups_{backups} {}

    [[nodiscard]] std::vector<TargetDefinition> list() override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        return catalog == nullptr ? std::vector<TargetDefinition>{} : catalog->targets().list();
    }

    [[nodiscard]] TargetDefinition load(const std::string& name) override {
        catalog::Catalog* const catalog = catalog_.tryOpen();
        auto found = catalog == nullptr ? std::nullopt : catalog->targets().find(name);
        if (!found)
            throw Error{ErrorKind::NotFound, "there is no target named " + tl::quoted(name) +
                                                 "; `tl target list` shows those that there are"};
        return std::move(*found);
    }

    [[nodiscard]] std::vector<TargetState> states(const std::string& name) override {
        constexpr std::size_t kLookedAt = 50;
        const TargetDefinition target = load(name);
        catalog::Operations& operations = catalog_.open().operations();
        releaseAbandoned(catalog_);
        std::vector<TargetState> states;
        for (const std::string& repository : target.repositories) {
            const auto past = operations.list({.kind = "backup",
                                               .target = name,
                                               .repository = repository,
                                               .countMax = kLookedAt});
            TargetState state{.repository = repository};
            if (!past.empty()) state.last = past.front();
            const auto success = std::ranges::find_if(past, isSuccess);
            if (success != past.end()) state.lastSuccess = success->endedAt;
            states.push_back(std::move(state));
        }
        return states;
    }

    void add(const TargetDefinition& target) override {
        requireSound(target);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireReferences(target, catalog);
            catalog.targets().add(target);
        });
    }

    void edit(const std::string& name,
              const std::function<void(TargetDefinition& target)>& change) override {
        (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            TargetDefinition target = catalog.targets().load(name);
            change(target);
            requireSound(target);
            requireReferences(target, catalog);
            catalog.targets().replace(name, target);
            if (target.name != name) renameTargetEverywhere(catalog, name, target.name);
        });
    }

    void remove(const std::string& name) override {
        (void)load(name);
        catalog::Catalog& catalog = catalog_.open();
        catalog.change([&] {
            requireUnused("the target " + tl::quoted(name), usersOfTarget(catalog, name));
            catalog.targets().remove(name);
        });
    }

    std::vector<TargetOutcome> run(const TargetRun& wanted,
                                   const TargetWorld& world,
                                   const std::stop_token& stop) override {
        const TargetDefinition target = load(wanted.target);
        requireThisMachine(target);
        BackupRequest request = requestFor(target, groups_);
        request.host = wanted.host;
        request.dryRun = wanted.isDryRun;
        std::vector<TargetOutcome> outcomes;
        for (const std::string& repository : repositoriesOf(wanted, target)) {
            if (stop.stop_requested()) throw Cancelled{};
            TargetOutcome outcome{.repository = repository};
            try {
                request.repository = world.access(repository);
                outcome.report = backups_.run(request, world.observe(repository), stop);
            } catch (const Error& error) {
                outcome.error = error;
            }
            world.finished(outcome);
            outcomes.push_back(std::move(outcome));
        }
        return outcomes;
    }

  private:
    static void requireThisMachine(const TargetDefinition& target) {
        if (isOfThisMachine(target)) return;
        throw Error{ErrorKind::InvalidInput,
                    "the target " + tl::quoted(target.name) + " has its data on " +
                        tl::quoted(target.machine) + ", and this is " + tl::quoted(hostName()) +
                        ": run it there, or change it with `tl target edit --machine`"};
    }

    void requireReferences(const TargetDefinition& target, catalog::Catalog& catalog) {
        for (const std::string& repository : target.repositories)
            if (!catalog.repositories().find(repository))
                throw Error{ErrorKind::InvalidInput, "there is no repository named " +
                                                         tl::quoted(repository) +
                                                         ": `tl repo add` gives one a name"};
        for (const std::string& group : target.patternGroups)
            (void)groups_.load(group);
    }

    std::vector<std::string> repositoriesOf(const TargetRun& wanted,
                                            const TargetDefinition& target) {
        std::vector<std::string> chosen = target.repositories;
        if (!wanted.repository.empty()) {
            if (std::ranges::find(chosen, wanted.repository) == chosen.end())
                throw Error{ErrorKind::InvalidInput, "the target " + tl::quoted(target.name) +
                                                         " is not backed up to " +
                                                         tl::quoted(wanted.repository)};
            chosen = {wanted.repository};
        }
        if (wanted.range == TargetRange::All) return chosen;
        std::vector<std::string> behind;
        for (const TargetState& state : states(target.name))
            if (state.isBehind() && std::ranges::find(chosen, state.repository) != chosen.end())
                behind.push_back(state.repository);
        return behind;
    }

    CatalogAccess& catalog_;
    PatternGroups& groups_;
    Backups& backups_;
};

}  // namespace

bool TargetState::isBehind() const {
    return !last || (catalog::isOver(last->state) && !isSuccess(*last));
}

std::unique_ptr<Targets> makeTargets(CatalogAccess& catalog,
                                     PatternGroups& groups,
                                     Backups& backups) {
    return std::make_unique<TargetService>(catalog, groups, backups);
}

bool isOfThisMachine(const TargetDefinition& target) {
    return target.machine.empty() || target.machine == hostName();
}

BackupRequest requestFor(const TargetDefinition& target, PatternGroups& groups) {
    BackupRequest request;
    request.targetName = target.name;
    request.targets = target.paths;
    request.includes = target.includes;
    request.excludes = target.excludes;
    request.excludesIgnoringCase = target.excludesIgnoringCase;
    for (const std::string& name : target.patternGroups) {
        const PatternGroup group = groups.load(name).group;
        append(group.ignoresCase ? request.includesIgnoringCase : request.includes, group.includes);
        append(group.ignoresCase ? request.excludesIgnoringCase : request.excludes, group.excludes);
    }
    request.excludeIfPresent = target.excludeIfPresent;
    request.excludeCaches = target.excludesCaches;
    if (target.excludeLargerThan > 0)
        request.excludeLargerThan = static_cast<std::uint64_t>(target.excludeLargerThan);
    request.oneFileSystem = target.oneFileSystem;
    request.skipIfUnchanged = target.skipsIfUnchanged;
    request.tags = target.tags;
    request.verification = parseVerification(target.verifyAfter);
    request.hooks = {.before = target.hookBefore,
                     .after = target.hookAfter,
                     .onError = target.hookOnError,
                     .plugins = target.hookPlugins};
    if (target.hookTimeLimit > 0)
        request.hooks.timeMax = std::chrono::seconds{target.hookTimeLimit};
    return request;
}

}  // namespace tl::services
