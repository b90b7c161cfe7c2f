#include "infra/engine/retention/apply_retention.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>

#include "infra/engine/retention/calendar.h"

namespace tl::engine {

namespace {

/// A period's number, in parts; different periods of one kind differ.
using Period = std::array<std::int64_t, 4>;

/// A snapshot while a group is gone through.
struct Candidate {
    const RetentionSubject& subject;
    CivilTime civil;       ///< On the clock its time is written with.
    std::size_t position;  ///< From the newest.
    bool isOldest;
};

using PeriodOf = Period (*)(const Candidate&);

Period itself(const Candidate& candidate) {
    return {static_cast<std::int64_t>(candidate.position), 0, 0, 0};
}

Period hourOf(const Candidate& candidate) {
    const CivilTime& civil = candidate.civil;
    return {civil.year, civil.month, civil.day, civil.hour};
}

Period dayOf(const Candidate& candidate) {
    return {candidate.civil.year, candidate.civil.month, candidate.civil.day, 0};
}

Period weekOf(const Candidate& candidate) {
    const IsoWeek week = isoWeekOf(candidate.civil);
    return {week.year, week.week, 0, 0};
}

Period monthOf(const Candidate& candidate) {
    return {candidate.civil.year, candidate.civil.month, 0, 0};
}

Period yearOf(const Candidate& candidate) {
    return {candidate.civil.year, 0, 0, 0};
}

/// Takes the first candidate of each period, and the oldest of all.
class PeriodRule {
  public:
    explicit PeriodRule(PeriodOf periodOf) : periodOf_{periodOf} {}

    /// "" or "oldest " when the candidate is taken; nothing when it is not.
    std::optional<std::string> tryTake(const Candidate& candidate) {
        const Period period = periodOf_(candidate);
        const bool isNewPeriod = period != last_;
        if (!isNewPeriod && !candidate.isOldest) return std::nullopt;
        last_ = period;
        return isNewPeriod ? "" : "oldest ";
    }

  private:
    PeriodOf periodOf_;
    std::optional<Period> last_;  ///< Of the candidate taken last.
};

class CountRule {
  public:
    CountRule(std::uint64_t count, PeriodOf periodOf, std::string reason)
        : left_{count},
          periods_{periodOf},
          reason_{std::move(reason)} {}

    void apply(const Candidate& candidate, KeepReasons& reasons) {
        if (left_ == 0) return;
        const auto how = periods_.tryTake(candidate);
        if (!how) return;
        if (left_ != kKeepUnlimited) --left_;
        reasons.push_back(*how + reason_);
    }

  private:
    std::uint64_t left_;
    PeriodRule periods_;
    std::string reason_;
};

class WithinRule {
  public:
    /// Takes what is after `after`; nothing is when there is no such time.
    WithinRule(std::optional<Timestamp> after, PeriodOf periodOf, std::string reason)
        : after_{after},
          periods_{periodOf},
          reason_{std::move(reason)} {}

    void apply(const Candidate& candidate, KeepReasons& reasons) {
        if (!after_ || !after_->isBefore(candidate.subject.time)) return;
        if (const auto how = periods_.tryTake(candidate)) reasons.push_back(*how + reason_);
    }

  private:
    std::optional<Timestamp> after_;
    PeriodRule periods_;
    std::string reason_;
};

/// The newest time that is not in the future; the beginning of year 1, when all are.
Timestamp latestTime(std::span<const RetentionSubject> group, const Timestamp& now) {
    Timestamp latest;
    latest.seconds = toUnixSeconds({.year = 1});
    for (const RetentionSubject& subject : group)
        if (latest.isBefore(subject.time) && subject.time.isBefore(now)) latest = subject.time;
    return latest;
}

std::vector<CountRule> makeCountRules(const KeepCounts& counts) {
    return {
        {counts.last, itself, "last snapshot"},        {counts.hourly, hourOf, "hourly snapshot"},
        {counts.daily, dayOf, "daily snapshot"},       {counts.weekly, weekOf, "weekly snapshot"},
        {counts.monthly, monthOf, "monthly snapshot"}, {counts.yearly, yearOf, "yearly snapshot"}};
}

std::vector<WithinRule> makeWithinRules(const KeepWithin& within,
                                        const Timestamp& latest,
                                        const TimeZone& zone) {
    const auto rule = [&](const CalendarDuration& duration, PeriodOf periodOf, const char* kind) {
        std::optional<Timestamp> after;
        if (!duration.isZero()) after = subtract(latest, duration, zone);
        return WithinRule{after, periodOf, kind + (" within " + toText(duration))};
    };
    return {rule(within.hourly, hourOf, "hourly"), rule(within.daily, dayOf, "daily"),
            rule(within.weekly, weekOf, "weekly"), rule(within.monthly, monthOf, "monthly"),
            rule(within.yearly, yearOf, "yearly")};
}

/// As Go prints a list of tags.
std::string formatTags(const std::vector<std::string>& tags) {
    std::string text;
    for (const std::string& tag : tags)
        text += (&tag == &tags.front() ? "" : ", ") + tag;
    return "[" + text + "]";
}

/// A policy at work on one group.
class Retention {
  public:
    Retention(const RetentionPolicy& policy, const Timestamp& latest, const TimeZone& zone)
        : policy_{policy},
          counts_{makeCountRules(policy.counts)},
          withins_{makeWithinRules(policy.within, latest, zone)} {
        if (!policy.within.all.isZero()) keptAfter_ = subtract(latest, policy.within.all, zone);
    }

    KeepReasons reasonsFor(const Candidate& candidate) {
        KeepReasons reasons;
        for (const auto& list : policy_.tags)
            if (hasAllTags(candidate.subject.tags, list))
                reasons.push_back("has tags " + formatTags(list));
        if (keptAfter_ && keptAfter_->isBefore(candidate.subject.time))
            reasons.push_back("within " + toText(policy_.within.all));
        for (CountRule& rule : counts_)
            rule.apply(candidate, reasons);
        for (WithinRule& rule : withins_)
            rule.apply(candidate, reasons);
        return reasons;
    }

  private:
    const RetentionPolicy& policy_;
    std::optional<Timestamp> keptAfter_;
    std::vector<CountRule> counts_;
    std::vector<WithinRule> withins_;
};

}  // namespace

std::vector<std::size_t> newestFirst(std::span<const RetentionSubject> group) {
    std::vector<std::size_t> order(group.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [group](std::size_t left, std::size_t right) {
        return group[right].time.isBefore(group[left].time);
    });
    return order;
}

std::vector<KeepReasons> applyRetention(std::span<const RetentionSubject> group,
                                        const RetentionPolicy& policy,
                                        const RetentionMoment& moment) {
    Retention retention{policy, latestTime(group, moment.now), moment.zone};
    std::vector<KeepReasons> answers(group.size());
    const std::vector<std::size_t> order = newestFirst(group);
    for (std::size_t position = 0; position < order.size(); ++position) {
        const RetentionSubject& subject = group[order[position]];
        answers[order[position]] = retention.reasonsFor({.subject = subject,
                                                         .civil = toCivil(subject.time),
                                                         .position = position,
                                                         .isOldest = position + 1 == order.size()});
    }
    return answers;
}

}  // namespace tl::engine
