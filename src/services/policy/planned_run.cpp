#include "services/policy/planned_run.h"

#include <cstdint>

namespace tl::services {

namespace {

/// Looks like chance, and is the same for all who ask (FNV-1a).
std::uint64_t spread(const std::string& text) {
    constexpr std::uint64_t kBasis = 0xcbf29ce484222325;
    constexpr std::uint64_t kPrime = 0x100000001b3;
    std::uint64_t value = kBasis;
    for (const char c : text) {
        value ^= static_cast<unsigned char>(c);
        value *= kPrime;
    }
    // The upper bits have seen every byte.
    return value >> 32U;
}

PlannedRun planned(const ScheduleRules& rules,
                   const RunOwner& owner,
                   Instant due,
                   const TimeZone& zone) {
    PlannedRun run{.due = due, .start = due};
    if (rules.jitter.count() > 0) {
        const std::string seed =
            owner.machine + "\n" + owner.schedule + "\n" + std::to_string(due.count());
        const auto length = static_cast<std::uint64_t>(rules.jitter.count());
        run.start += std::chrono::seconds{spread(seed) % length};
    }
    if (rules.window) run.start = withinSpan(*rules.window, run.start, zone);
    return run;
}

}  // namespace

std::optional<PlannedRun> nextPlanned(const ScheduleRules& rules,
                                      const RunOwner& owner,
                                      Instant after,
                                      const TimeZone& zone) {
    const auto due = nextRun(rules.timing, after, zone);
    if (!due) return std::nullopt;
    return planned(rules, owner, *due, zone);
}

std::optional<PlannedRun> owedRun(const ScheduleRules& rules,
                                  const RunOwner& owner,
                                  Instant settled,
                                  Instant now,
                                  const TimeZone& zone) {
    constexpr Instant kSecond{1};
    std::optional<PlannedRun> latest;
    // Runs may be closer to each other than their jitter is long: then one that may begin counts,
    // not the one behind it, or none would ever begin.
    for (Instant until = now; until > settled;) {
        const auto due = latestRun(rules.timing, settled, until, zone);
        if (!due) break;
        const PlannedRun run = planned(rules, owner, *due, zone);
        if (!latest) latest = run;
        if (run.start <= now) return run;
        if (*due <= now - rules.jitter) break;  // It waits for the window, and so would the rest.
        until = *due - kSecond;
    }
    return latest;
}

bool mayBegin(const ScheduleRules& rules,
              const PlannedRun& run,
              Instant now,
              const TimeZone& zone) {
    if (run.start > now) return false;
    return !rules.window || withinSpan(*rules.window, now, zone) == now;
}

}  // namespace tl::services
