// Tells how much went over the line, and in how many calls: what a storage service will bill.

#pragma once

#include "services/repository/transfers.h"
#include "ui/cli/console.h"
#include "ui/cli/error_report.h"

namespace tl::cli {

/// One line on standard output; in JSON a message of the type "traffic".
void reportTraffic(const services::TransferFigures& figures, OutputForm form, Console& console);

}  // namespace tl::cli
