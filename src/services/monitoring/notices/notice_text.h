// A notice in words: ours, or those of a channel's templates.

#pragma once

#include <string>
#include <vector>

#include "infra/platform/time_zone.h"
#include "services/monitoring/notices/notice.h"

namespace tl::services {

/// What a template may name in braces: `{target}`. Two braces stand for one.
[[nodiscard]] std::vector<std::string> noticeFields();
/// The value of a field, for people; empty where the notice says nothing of it.
[[nodiscard]] std::string noticeField(const Notice& notice,
                                      std::string_view field,
                                      const TimeZone& zone);

/// **Errors:** InvalidInput for a field that is not there, and for a brace that is left open.
void requireTemplate(const std::string& text);
/// Fills a template in; an empty one stands for our own words. **Errors:** as requireTemplate().
[[nodiscard]] std::string noticeTitle(const Notice& notice,
                                      const std::string& pattern,
                                      const TimeZone& zone);
[[nodiscard]] std::string noticeText(const Notice& notice,
                                     const std::string& pattern,
                                     const TimeZone& zone);

}  // namespace tl::services
