// A repository, two clients that use it, and what must hold whatever they do.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/backup/backups.h"
#include "services/repository/prunes.h"
#include "tests/sim/baton.h"
#include "tests/sim/client_backend.h"
#include "tests/sim/files.h"
#include "tests/support/memory_services.h"

namespace tl::sim {

/// One command of one client.
struct Action {
    enum class Kind : std::uint8_t { Backup, Forget, Prune };
    Kind kind = Kind::Backup;
    ClientNumber client = 0;
    Fate fate{};
    std::vector<std::string> forgotten{};  ///< Of Forget: IDs.
    services::PruneOptions prune{};
};

/// How a command ended.
struct Outcome {
    enum class Kind : std::uint8_t { Done, Locked, Failed };
    Kind kind = Kind::Done;
    std::string snapshot{};  ///< Of a backup that is done.
    std::string message{};
};

/// Everything that happens is decided by the seed, but for the order of the calls that the threads
/// of one client make at the same time.
class World {
  public:
    explicit World(std::uint64_t seed);

    /// One client does something, or both do; then all that must hold is checked.
    void step();

    /// What was done so far, a line each.
    [[nodiscard]] const std::vector<std::string>& story() const { return story_; }
    /// What does not hold, a sentence each.
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
    /// How often each kind of command was done, for a test of the test.
    [[nodiscard]] std::size_t countDone(Action::Kind kind) const {
        return done_.at(static_cast<std::size_t>(kind));
    }
    [[nodiscard]] std::size_t deaths() const { return deaths_; }
    [[nodiscard]] std::size_t stepsTogether() const { return stepsTogether_; }

  private:
    /// True once in `times`.
    [[nodiscard]] bool isOnceIn(std::uint64_t times) { return below(times) == 0; }
    [[nodiscard]] std::uint64_t below(std::uint64_t limit);

    [[nodiscard]] Action makeAction(ClientNumber client);
    [[nodiscard]] Fate makeFate();
    [[nodiscard]] services::PruneOptions makePruneOptions();
    [[nodiscard]] std::vector<std::string> someSnapshots();

    void removeStaleLocks();
    std::vector<Outcome> run(const std::vector<Action>& actions);
    Outcome perform(const Action& action, const services::ServiceContext& context);
    Outcome backUp(ClientNumber client, const services::ServiceContext& context);
    Outcome forget(const Action& action, const services::ServiceContext& context);
    Outcome prune(const Action& action, const services::ServiceContext& context);

    void judge(const std::vector<Action>& actions, const std::vector<Outcome>& outcomes);
    void judgeOutcome(const Action& action, const Outcome& outcome, bool isAlone);
    void judgeSnapshots(const std::vector<Action>& actions, const std::vector<Outcome>& outcomes);
    void judgeRepository();
    void judgePrune(const Action& action);
    void fail(const std::string& problem) { problems_.push_back(problem); }
    void tell(const Action& action, const Outcome& outcome);

    [[nodiscard]] std::set<std::string> listed(storage::FileType type);

    std::mt19937_64 chance_;
    services::MemoryServices services_;
    storage::MemoryBackend& place_;
    services::RepositoryAccess access_;
    Baton baton_;
    std::array<Files, kClients> files_;
    std::set<std::string> snapshots_;  ///< That must be there.
    std::size_t locksLeft_ = 0;        ///< Before the step: of the dead.
    std::vector<std::string> story_;
    std::vector<std::string> problems_;
    std::array<std::size_t, 3> done_{};
    std::size_t deaths_ = 0;
    std::size_t stepsTogether_ = 0;
};

}  // namespace tl::sim
