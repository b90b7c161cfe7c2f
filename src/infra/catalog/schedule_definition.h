// When something is to be done.

#pragma once

#include <cstdint>
#include <string>

#include "infra/catalog/fields.h"

namespace tl::catalog {

struct ScheduleDefinition {
    std::string name{};
    std::string description{};
    std::string action{};         ///< "backup", "check", "prune", "forget", "copy" or "checkpoint".
    std::string subject{};        ///< The target or repository to do it with.
    std::string timing{};         ///< A preset, a cron expression or an interval.
    std::string window{};         ///< The hours it may run in; empty: all.
    Texts conditions{};           ///< Such as "mains-power".
    TextMap settings{};           ///< Of the action, such as the repository to copy to.
    std::int64_t retryCount = 0;  ///< How often it is tried again.
    bool skipsMissed = false;     ///< Do not catch up with a run that was missed.
    bool isPaused = false;
    bool operator==(const ScheduleDefinition&) const = default;
};

/// All of it, in the order that people read it in.
[[nodiscard]] Fields fieldsOf(ScheduleDefinition& definition);

}  // namespace tl::catalog
