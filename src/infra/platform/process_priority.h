// How much of the machine this process takes while others want it, too.

#pragma once

#include <cstdint>

namespace tl {

/// Normal: as it was started. Low: others come first, for the processors and the disks. Idle: only
/// what nobody else wants.
enum class ProcessPriority : std::uint8_t { Normal, Low, Idle };

/// Holds for the calling thread and those that it starts from now on, so it is called before there
/// are others. Never raises a priority. **Errors:** PermissionDenied, Unavailable.
void lowerPriority(ProcessPriority priority);

}  // namespace tl
