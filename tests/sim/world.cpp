#include "tests/sim/world.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "infra/engine/index/load_index.h"
#include "infra/engine/prune/recorded_prune.h"
#include "infra/errors/error.h"
#include "infra/resources/worker_group.h"
#include "services/repository/checks.h"
#include "services/repository/repositories.h"
#include "services/repository/session.h"
#include "tests/support/recorded_backup.h"
#include "tests/support/recorded_check.h"

namespace tl::sim {

using services::RepositorySession;
using services::ServiceContext;
using storage::FileId;
using storage::FileType;

namespace {

constexpr auto kLocation = "here";
constexpr std::size_t kSnapshotsMax = 12;
/// A command on so small a repository makes some tens of calls.
constexpr std::uint64_t kCalls = 60;
constexpr std::chrono::minutes kStaleAfter{31};

const char* nameOf(Action::Kind kind) {
    switch (kind) {
        case Action::Kind::Backup:
            return "backup";
        case Action::Kind::Forget:
            return "forget";
        case Action::Kind::Prune:
            return "prune";
    }
    return "";
}

const char* nameOf(Outcome::Kind kind) {
    switch (kind) {
        case Outcome::Kind::Done:
            return "done";
        case Outcome::Kind::Locked:
            return "locked out";
        case Outcome::Kind::Failed:
            return "failed";
    }
    return "";
}

}  // namespace

World::World(std::uint64_t seed)
    : chance_{seed},
      place_{services_.at(kLocation)},
      access_{services::accessTo(kLocation, "password")} {
    access_.packSizeMiB = 4;
    services::makeRepositories(services_.context())->init({.repository = access_}, {});
}

std::uint64_t World::below(std::uint64_t limit) {
    return chance_() % limit;
}

Fate World::makeFate() {
    Fate fate;
    for (std::uint64_t passes = below(6); passes > 0; --passes)
        fate.passes.insert(1 + below(kCalls));
    switch (below(10)) {
        case 0:
        case 1:
            fate.deathAt = 1 + below(kCalls);
            break;
        case 2:
            fate.failureAt = 1 + below(kCalls);
            break;
        case 3:
            fate.lostAnswerAt = 1 + below(kCalls);
            break;
        default:
            break;
    }
    return fate;
}

services::PruneOptions World::makePruneOptions() {
    services::PruneOptions options;
    if (!isOnceIn(4)) options.maxUnused = engine::UnusedBytes{isOnceIn(3) ? below(100'000) : 0};
    if (isOnceIn(5)) options.maxRepackBytes = below(2'000'000);
    if (isOnceIn(5)) options.repackSmallerThan = below(4'000'000);
    options.repackCacheableOnly = isOnceIn(8);
    options.repackUncompressed = isOnceIn(5);
    return options;
}

std::vector<std::string> World::someSnapshots() {
    std::vector<std::string> some;
    for (const std::string& snapshot : snapshots_)
        if (snapshots_.size() > kSnapshotsMax ? !isOnceIn(3) : isOnceIn(4))
            some.push_back(snapshot);
    return some;
}

Action World::makeAction(ClientNumber client) {
    Action action{.client = client, .fate = makeFate()};
    const std::uint64_t choice = below(10);
    if (choice < 5 && snapshots_.size() <= 2 * kSnapshotsMax) {
        action.kind = Action::Kind::Backup;
    } else if (choice < 7) {
        action.kind = Action::Kind::Forget;
        action.forgotten = someSnapshots();
    } else {
        action.kind = Action::Kind::Prune;
        action.prune = makePruneOptions();
    }
    return action;
}

void World::step() {
    services_.clock().advance(std::chrono::minutes{1});
    if (locksLeft_ > 0 && isOnceIn(2)) removeStaleLocks();
    std::vector<Action> actions{makeAction(below(kClients))};
    if (isOnceIn(2)) {
        actions.push_back(makeAction(1 - actions.front().client));
        ++stepsTogether_;
    }
    for (const Action& action : actions)
        files_.at(action.client).change(chance_);
    const auto outcomes = run(actions);
    for (std::size_t i = 0; i < actions.size(); ++i)
        tell(actions[i], outcomes[i]);
    judge(actions, outcomes);
    locksLeft_ = services::countFiles(place_, FileType::Lock);
}

/// What a user does who finds the repository locked by a client that is dead.
void World::removeStaleLocks() {
    services_.clock().advance(kStaleAfter);
    services::makeRepositories(services_.context())
        ->unlock(access_, services::UnlockScope::Stale, {});
    locksLeft_ = services::countFiles(place_, FileType::Lock);
    if (locksLeft_ > 0) fail("unlock left a stale lock");
    story_.emplace_back("unlock");
}

std::vector<Outcome> World::run(const std::vector<Action>& actions) {
    std::vector<Outcome> outcomes(actions.size());
    for (const Action& action : actions)
        baton_.join(action.client);
    WorkerGroup clients{{}};
    for (std::size_t i = 0; i < actions.size(); ++i) {
        clients.start("client", [this, &outcomes, &actions, i](const std::stop_token&) {
            const Action& action = actions[i];
            ClientBackend backend{place_, baton_, action.client, action.fate};
            outcomes[i] = perform(action, services_.contextOver(backend));
            baton_.leave(action.client);
        });
    }
    clients.join();
    return outcomes;
}

Outcome World::perform(const Action& action, const ServiceContext& context) {
    try {
        switch (action.kind) {
            case Action::Kind::Backup:
                return backUp(action.client, context);
            case Action::Kind::Forget:
                return forget(action, context);
            case Action::Kind::Prune:
                return prune(action, context);
        }
    } catch (const Error& error) {
        const bool isLocked = error.kind() == ErrorKind::Locked;
        const bool isDisturbed = error.kind() == ErrorKind::Unavailable;
        return {.kind = isLocked ? Outcome::Kind::Locked : Outcome::Kind::Failed,
                .snapshot = {},
                .message = (isLocked || isDisturbed ? "" : "unexpected: ") + error.describe()};
    } catch (const Cancelled&) {
        return {.kind = Outcome::Kind::Failed, .snapshot = {}, .message = "unexpected: cancelled"};
    }
    return {};
}

Outcome World::backUp(ClientNumber client, const ServiceContext& context) {
    services::RecordedBackup record;
    services::BackupRequest request;
    request.repository = access_;
    request.targets = {files_.at(client).path()};
    request.host = "client " + std::to_string(client);
    const auto report = services::makeBackups(context)->run(request, record, {});
    return {.kind = Outcome::Kind::Done,
            .snapshot = report.snapshot ? report.snapshot->hex() : "",
            .message = {}};
}

Outcome World::forget(const Action& action, const ServiceContext& context) {
    const auto session =
        RepositorySession::openForWriting(context, access_, engine::LockMode::Exclusive, {});
    for (const std::string& snapshot : action.forgotten)
        session->backend().remove({FileType::Snapshot, snapshot}, {});
    session->close();
    return {};
}

Outcome World::prune(const Action& action, const ServiceContext& context) {
    engine::RecordedPrune record;
    services::makePrunes(context)->prune({.repository = access_, .options = action.prune}, record,
                                         {});
    return {.kind = Outcome::Kind::Done,
            .snapshot = {},
            .message = record.warnings.empty() ? "" : record.warnings.front()};
}

void World::judge(const std::vector<Action>& actions, const std::vector<Outcome>& outcomes) {
    const bool isAlone = actions.size() == 1;
    for (std::size_t i = 0; i < actions.size(); ++i)
        judgeOutcome(actions[i], outcomes[i], isAlone);
    judgeSnapshots(actions, outcomes);
    judgeRepository();
    const bool isPruned = isAlone && actions[0].kind == Action::Kind::Prune &&
                          outcomes[0].kind == Outcome::Kind::Done;
    if (isPruned && actions[0].fate.isUndisturbed()) judgePrune(actions[0]);
}

void World::judgeOutcome(const Action& action, const Outcome& outcome, bool isAlone) {
    const std::string who = std::string{nameOf(action.kind)} + ": ";
    if (outcome.kind == Outcome::Kind::Done) ++done_.at(static_cast<std::size_t>(action.kind));
    if (outcome.message.starts_with("unexpected")) fail(who + outcome.message);
    if (!action.fate.isUndisturbed()) return;
    if (outcome.kind == Outcome::Kind::Failed) fail(who + "failed for no reason");
    if (outcome.kind == Outcome::Kind::Locked && isAlone && locksLeft_ == 0)
        fail(who + "was locked out by nobody");
}

/// None is lost that was made and not forgotten.
void World::judgeSnapshots(const std::vector<Action>& actions,
                           const std::vector<Outcome>& outcomes) {
    std::set<std::string> mayBeGone;
    std::set<std::string> mustBeGone;
    for (std::size_t i = 0; i < actions.size(); ++i) {
        const auto& forgotten = actions[i].forgotten;
        mayBeGone.insert(forgotten.begin(), forgotten.end());
        if (outcomes[i].kind == Outcome::Kind::Done)
            mustBeGone.insert(forgotten.begin(), forgotten.end());
        if (!outcomes[i].snapshot.empty()) snapshots_.insert(outcomes[i].snapshot);
    }
    const auto there = listed(FileType::Snapshot);
    for (const std::string& snapshot : snapshots_)
        if (!there.contains(snapshot) && !mayBeGone.contains(snapshot))
            fail("snapshot " + snapshot + " is lost");
    for (const std::string& snapshot : mustBeGone)
        if (there.contains(snapshot)) fail("snapshot " + snapshot + " is still there");
    snapshots_ = there;
}

/// Whatever has happened, all that is listed is complete and sound.
void World::judgeRepository() {
    engine::RecordedCheck record;
    services::CheckRequest request{.repository = access_, .reading = services::ReadAll{}};
    request.repository.locking = services::Locking::Skip;
    try {
        services::makeChecks(services_.context())->check(request, record, {});
    } catch (const Error& error) {
        fail("check: " + error.describe());
    }
    for (const std::string& error : record.errors)
        fail("check: " + error);
}

/// A prune that nothing disturbed leaves no pack behind that no index lists; and nothing useless,
/// when it was told so.
void World::judgePrune(const Action& action) {
    const auto session = RepositorySession::openUnlocked(services_.context(), access_, {});
    const engine::BlobIndex index = engine::loadIndex(session->repository(), {});
    std::set<std::string> indexed;
    for (engine::PackNumber pack = 0; pack < index.packCount(); ++pack)
        indexed.insert(index.packAt(pack).hex());
    if (listed(FileType::Pack) != indexed) fail("prune: packs and index do not fit");

    const services::PruneOptions& options = action.prune;
    const auto* bytes = std::get_if<engine::UnusedBytes>(&options.maxUnused);
    if (bytes == nullptr || bytes->bytes > 0 || options.maxRepackBytes ||
        options.repackCacheableOnly)
        return;
    engine::RecordedPrune record;
    services::PruneRequest request{.repository = access_, .options = options, .isDryRun = true};
    request.repository.locking = services::Locking::Skip;
    const auto figures =
        services::makePrunes(services_.context())->prune(request, record, {}).figures;
    if (figures.blobs.unused + figures.blobs.duplicate > 0) fail("prune: it left useless blobs");
}

void World::tell(const Action& action, const Outcome& outcome) {
    const Fate& fate = action.fate;
    std::string line = "client " + std::to_string(action.client) + ": " + nameOf(action.kind);
    for (const std::uint64_t call : fate.passes)
        line += ", passes at " + std::to_string(call);
    if (fate.deathAt > 0) line += ", dies at " + std::to_string(fate.deathAt);
    if (fate.failureAt > 0) line += ", fails at " + std::to_string(fate.failureAt);
    if (fate.lostAnswerAt > 0) line += ", loses answer " + std::to_string(fate.lostAnswerAt);
    line += ": " + std::string{nameOf(outcome.kind)} + " " + outcome.message;
    story_.push_back(line);
    if (fate.deathAt > 0 && outcome.kind == Outcome::Kind::Failed) ++deaths_;
}

std::set<std::string> World::listed(FileType type) {
    std::set<std::string> names;
    place_.list(type, [&names](const FileId& id, std::uint64_t) { names.insert(id.name); }, {});
    return names;
}

}  // namespace tl::sim
