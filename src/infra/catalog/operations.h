// The operations of the catalog: what waits, what runs and who runs it, what has been.
//
// A runner holds an operation by a claim with a number and a lease. Whoever takes over raises the
// number, and every word about an operation names the number it was claimed with: so the last one
// to claim is the only one who can say how it ended (docs/decisions/0021-catalog.md).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "infra/catalog/catalog_time.h"
#include "infra/catalog/database.h"
#include "infra/catalog/operation.h"
#include "infra/platform/random.h"

namespace tl::catalog {

/// How long a claim holds without being renewed.
inline constexpr Microseconds kLease = 60 * kSecond;

struct ClaimWish {
    std::string
        machine{};         ///< The host that asks: gets what is bound to it, and what is not bound.
    std::string runner{};  ///< For people: the host and the process.
};

struct Renewal {
    bool isOurs = false;  ///< Otherwise somebody else has taken over: stop.
    bool isCancelRequested = false;
};

struct OperationQuery {
    std::string kind{};  ///< Empty: any; as for the next ones.
    std::string target{};
    std::string repository{};
    std::string machine{};  ///< That has to run it, or did.
    std::string actor{};
    std::optional<OperationState> state{};
    /// Begun from then on, or due if it has not begun; 0: whenever, as for the next one.
    Microseconds from = 0;
    Microseconds before = 0;     ///< Begun before then.
    std::size_t countMax = 100;  ///< The newest so many.
};

/// What dead runners have left.
struct Abandoned {
    std::size_t queuedCount = 0;             ///< To be tried again.
    std::vector<std::string> interrupted{};  ///< The IDs of those that are over.
    bool operator==(const Abandoned&) const = default;
};

/// **Errors:** as Database. **Threads:** any.
class Operations {
  public:
    /// Borrows all.
    Operations(Database& database, const CatalogTime& time, Random& random)
        : database_{database},
          time_{time},
          random_{random} {}

    /// Puts one into the queue; its ID. Nothing when one of its run key has been there before.
    std::optional<std::string> enqueue(const NewOperation& wanted);
    /// Makes one that this process runs at once, past the queue.
    /// **Errors:** AlreadyExists for a run key that has been there before.
    [[nodiscard]] Claim start(const NewOperation& wanted, const std::string& runner);
    /// The one that is due for longest; nothing when none is that this machine may run.
    [[nodiscard]] std::optional<Claim> claimNext(const ClaimWish& wish);
    /// Prolongs the lease and says how far it is.
    [[nodiscard]] Renewal renew(const Claim& claim, const Figures& progress);
    /// False, with nothing changed, when the claim is lost.
    bool finish(const Claim& claim, const OperationResult& result);
    /// Puts it back into the queue, for `dueAt`; false when the claim is lost.
    bool putBack(const Claim& claim, Microseconds dueAt, const std::string& why);
    /// Asks whoever runs it to stop; what waits is cancelled at once. False when it is over.
    /// **Errors:** NotFound.
    bool requestCancel(const std::string& id, const std::string& actor);
    /// Takes what dead runners hold: back into the queue while attempts are left, else it is
    /// recorded as interrupted. Each is returned to one caller only.
    Abandoned releaseAbandoned();

    /// Gives what is known of a target to its new name.
    void renameTarget(const std::string& from, const std::string& to);

    /// Takes a person out of what is over: "erased" stands for who began or cancelled it, and what
    /// the person began has no message and no log lines any more. Returns how many there were.
    std::uint64_t erasePerson(const std::string& person);

    /// That the person began or cancelled; newest first.
    [[nodiscard]] std::vector<Operation> listOfPerson(const std::string& person) const;
    /// When the last one of these ended well, warnings included; 0: none did.
    [[nodiscard]] Microseconds lastSuccess(const std::string& kind,
                                           const std::string& target,
                                           const std::string& repository) const;
    /// Newest first.
    [[nodiscard]] std::vector<Operation> list(const OperationQuery& query) const;
    /// By its ID or the beginning of it. **Errors:** NotFound; InvalidInput for an ambiguous one.
    [[nodiscard]] Operation load(const std::string& idPrefix) const;

  private:
    [[nodiscard]] std::string insert(const NewOperation& wanted,
                                     OperationState state,
                                     const std::string& runner);

    Database& database_;
    const CatalogTime& time_;
    Random& random_;
};

}  // namespace tl::catalog
