// Schedules as units of systemd, for machines without our daemon: a timer each, and a service that
// runs `tl schedule run`. **Source:** systemd.timer(5), systemd.service(5), systemd.time(7).

#pragma once

#include <string>
#include <vector>

#include "infra/catalog/schedule_definition.h"

namespace tl::services {

struct UnitFile {
    std::string name{};  ///< "timelocker-nightly.timer".
    std::string content{};
};

struct UnitSettings {
    std::string program{};    ///< The absolute path of `tl`.
    std::string catalog{};    ///< As --catalog takes it; empty: the usual one.
    bool isOfSystem = false;  ///< Of the machine, not of one user.
};

/// The service and the timer. What systemd counts otherwise than we do is said in the timer.
/// **Errors:** InvalidInput as parseSchedule().
[[nodiscard]] std::vector<UnitFile> systemdUnits(const catalog::ScheduleDefinition& schedule,
                                                 const UnitSettings& settings);

}  // namespace tl::services
