// Times in the manner of Go's time.Format: the format is how 2 January 2006, 15:04:05 would be
// written. **Source:** Go's package time, "Constants".

#pragma once

#include <string>
#include <string_view>

#include "infra/engine/format/timestamp.h"

namespace tl::engine {

/// `time`, on a clock in its own zone, in the form of `format`. Names of zones are not known: "MST"
/// gives the offset.
[[nodiscard]] std::string formatGoTime(std::string_view format, const Timestamp& time);

}  // namespace tl::engine
