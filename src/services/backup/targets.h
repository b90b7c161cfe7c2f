// Targets: what is backed up together, under a name, to one or several repositories, and the groups
// of patterns that they share (requirement BK-1).

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/catalog/operation.h"
#include "infra/catalog/pattern_group.h"
#include "infra/catalog/target_definition.h"
#include "infra/errors/error.h"
#include "services/backup/backups.h"
#include "services/catalog_access.h"

namespace tl::services {

using catalog::PatternGroup;
using catalog::TargetDefinition;

struct FoundPatternGroup {
    PatternGroup group{};
    bool isShipped = false;  ///< Comes with the program; cannot be changed.
};

/// How a target stands with one of its repositories.
struct TargetState {
    std::string repository{};
    std::int64_t lastSuccess = 0;  ///< When the last backup that succeeded ended; 0: never.
    /// The last one of all, if there has been any.
    std::optional<catalog::Operation> last{};

    /// Whether a run is wanted to catch up: there was none, or the last one made no snapshot.
    [[nodiscard]] bool isBehind() const;
};

/// Which of a target's repositories a run is for.
enum class TargetRange : std::uint8_t {
    All,
    Behind,  ///< Those where TargetState::isBehind().
};

struct TargetRun {
    std::string target{};
    std::string repository{};  ///< One of the target's; empty: as `range` says.
    TargetRange range = TargetRange::All;
    std::string host{};  ///< Of the snapshots; empty: this machine's name.
    bool isDryRun = false;
};

/// How the backup to one repository went.
struct TargetOutcome {
    std::string repository{};
    std::optional<BackupReport> report{};
    std::optional<Error> error{};  ///< Why there is no report.
};

/// What a run needs of its caller.
struct TargetWorld {
    /// How to get into a repository. **Errors:** any; they are the outcome of that repository.
    std::function<RepositoryAccess(const std::string& repository)> access;
    /// Made for each repository before its turn, and told what happens.
    std::function<BackupObserver&(const std::string& repository)> observe;
    /// Called after each.
    std::function<void(const TargetOutcome& outcome)> finished;
};

/// **Errors:** all calls, as CatalogAccess.
class PatternGroups {
  public:
    PatternGroups() = default;
    PatternGroups(const PatternGroups&) = delete;
    PatternGroups& operator=(const PatternGroups&) = delete;
    virtual ~PatternGroups() = default;

    /// Shipped ones first.
    [[nodiscard]] virtual std::vector<FoundPatternGroup> list() = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual FoundPatternGroup load(const std::string& name) = 0;
    /// **Errors:** AlreadyExists, also for a name of a shipped one; InvalidInput for malformed
    /// patterns and for a group without any.
    virtual void add(const PatternGroup& group) = 0;
    /// **Errors:** NotFound, and as add(); InvalidInput for a shipped one.
    virtual void edit(const std::string& name,
                      const std::function<void(PatternGroup& group)>& change) = 0;
    /// **Errors:** NotFound; InvalidInput for a shipped one and for one in use.
    virtual void remove(const std::string& name) = 0;
};

/// **Errors:** all calls, as CatalogAccess.
class Targets {
  public:
    Targets() = default;
    Targets(const Targets&) = delete;
    Targets& operator=(const Targets&) = delete;
    virtual ~Targets() = default;

    [[nodiscard]] virtual std::vector<TargetDefinition> list() = 0;
    /// **Errors:** NotFound.
    [[nodiscard]] virtual TargetDefinition load(const std::string& name) = 0;
    /// One for each repository of the target. **Errors:** NotFound.
    [[nodiscard]] virtual std::vector<TargetState> states(const std::string& name) = 0;
    /// **Errors:** AlreadyExists; InvalidInput for paths that are not absolute, none at all,
    /// malformed patterns, and for repositories and groups that are not there.
    virtual void add(const TargetDefinition& target) = 0;
    /// **Errors:** NotFound, and as add().
    virtual void edit(const std::string& name,
                      const std::function<void(TargetDefinition& target)>& change) = 0;
    /// Forgets the definition; its backups stay. **Errors:** NotFound; InvalidInput when in use.
    virtual void remove(const std::string& name) = 0;

    /// Backs up to one repository after another; what fails with one does not keep the next from
    /// its turn.
    /// **Errors:** NotFound; InvalidInput for a repository that is not the target's, and for a
    /// target of another machine. A stop ends the run: Cancelled.
    virtual std::vector<TargetOutcome> run(const TargetRun& wanted,
                                           const TargetWorld& world,
                                           const std::stop_token& stop) = 0;
};

/// What is borrowed must outlive the object.
[[nodiscard]] std::unique_ptr<PatternGroups> makePatternGroups(CatalogAccess& catalog);
[[nodiscard]] std::unique_ptr<Targets> makeTargets(CatalogAccess& catalog,
                                                   PatternGroups& groups,
                                                   Backups& backups);

/// Whether its data is here, or anywhere.
[[nodiscard]] bool isOfThisMachine(const TargetDefinition& target);

/// The backup that a target asks for, without its repository. **Errors:** NotFound for a group that
/// is not there.
[[nodiscard]] BackupRequest requestFor(const TargetDefinition& target, PatternGroups& groups);

}  // namespace tl::services
