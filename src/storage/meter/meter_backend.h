// Counts the calls of a backend.

#pragma once

#include <memory>

#include "storage/backend.h"
#include "storage/meter/call_meter.h"

namespace tl::storage {

/// `meter` must outlive the result.
[[nodiscard]] std::unique_ptr<Backend> makeMetered(std::unique_ptr<Backend> inner,
                                                   CallMeter& meter);

}  // namespace tl::storage
