// The options by which `tl audit list` and `tl audit export` choose entries.

#pragma once

#include <string>

#include "infra/platform/time_zone.h"
#include "services/audit/audits.h"
#include "ui/cli/option_set.h"

namespace tl::cli {

class AuditFilterOptions {
  public:
    void declare(OptionSet& options);
    /// **Errors:** InvalidInput for a time or result that cannot be read.
    [[nodiscard]] services::AuditQuery query(const TimeZone& zone) const;

  private:
    std::string since_;
    std::string before_;
    std::string result_;
    services::AuditQuery query_;
};

}  // namespace tl::cli
