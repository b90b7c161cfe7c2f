// Names for threads, as debuggers and process listings show them.

#pragma once

#include <string>

namespace tl {

/// Names the calling thread; what does not fit is cut.
void setThreadName(const std::string& name) noexcept;

}  // namespace tl
