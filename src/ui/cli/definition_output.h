// Definitions and history, shown from the lists of their fields.

#pragma once

#include <string>

#include "infra/platform/time_zone.h"
#include "services/definition_fields.h"
#include "services/monitoring/history.h"
#include "ui/cli/json_line.h"

namespace tl::cli {

/// All fields that may be shown, by their names.
[[nodiscard]] Json toJson(const services::Fields& fields);
/// A line for each field that says something: its name, then its value; lists have a line an entry.
[[nodiscard]] std::string describe(const services::Fields& fields);

/// "with, commas".
[[nodiscard]] std::string joined(const services::Texts& texts);

/// A time of the catalog, for people; empty for 0, which is no time.
[[nodiscard]] std::string formatMoment(std::int64_t microseconds, const TimeZone& zone);
/// The same as RFC 3339 has it in UTC, for JSON.
[[nodiscard]] std::string toJsonTime(std::int64_t microseconds);
/// "bytes" and whatever begins with it as sizes, "milliseconds" as a duration, the rest as it is.
[[nodiscard]] std::string formatFigure(const std::string& name, std::int64_t value);

}  // namespace tl::cli
