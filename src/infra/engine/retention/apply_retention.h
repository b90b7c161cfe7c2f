// What a retention policy says about the snapshots of one group: a pure function, for `forget`,
// for policies that run by themselves and for previews of what they would do.
//
// From the newest snapshot to the oldest, each rule keeps the first snapshot it meets of each
// period, be it an hour or a year. A snapshot may be kept by several rules, and each counts it as
// its own. The oldest snapshot of all is kept as well by every rule that has not used up its count:
// so the history becomes as long as the policy allows from the first snapshot on, and not only once
// it has become old (restic since 0.16).

#pragma once

#include <span>
#include <string>
#include <vector>

#include "infra/engine/format/timestamp.h"
#include "infra/engine/retention/retention_policy.h"
#include "infra/platform/time_zone.h"

namespace tl::engine {

/// What a policy looks at in a snapshot. Borrows the tags.
struct RetentionSubject {
    Timestamp time;
    std::span<const std::string> tags;
};

/// When and where a policy is applied.
struct RetentionMoment {
    Timestamp now;         ///< Later snapshots do not count as the newest for KeepWithin.
    const TimeZone& zone;  ///< That of the machine: see subtract().
};

/// Why a snapshot is kept, in restic's words; nothing for one to remove.
using KeepReasons = std::vector<std::string>;

/// The order from the newest to the oldest; those of the same time stay in the order given.
[[nodiscard]] std::vector<std::size_t> newestFirst(std::span<const RetentionSubject> group);

/// One answer for each snapshot of `group`, in the same order. Periods are those of the clock that
/// each snapshot's time is written with.
[[nodiscard]] std::vector<KeepReasons> applyRetention(std::span<const RetentionSubject> group,
                                                      const RetentionPolicy& policy,
                                                      const RetentionMoment& moment);

}  // namespace tl::engine
