// What people are told of: an operation that ended, a backup that is overdue, damage that was found
// (requirements MR-2, MR-4).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/catalog/operation.h"

namespace tl::services {

enum class NoticeEvent : std::uint8_t {
    Success,
    Warning,    ///< Done in part.
    Failure,    ///< It ended with an error, or was interrupted.
    Overdue,    ///< What should have happened has not.
    Integrity,  ///< A repository or the audit log is not as it was written.
};

[[nodiscard]] const char* nameOf(NoticeEvent event) noexcept;
/// Nothing for a word that names none.
[[nodiscard]] std::optional<NoticeEvent> parseNoticeEvent(std::string_view name) noexcept;
/// By name, in the order above.
[[nodiscard]] std::vector<std::string> noticeEventNames();
/// What a channel is told that says nothing of it: all but successes.
[[nodiscard]] bool isToldByDefault(NoticeEvent event) noexcept;
/// Whether somebody should be woken.
[[nodiscard]] bool isUrgent(NoticeEvent event) noexcept;

struct Notice {
    NoticeEvent event = NoticeEvent::Success;
    std::string id{};         ///< The same however often it is sent.
    std::string operation{};  ///< The ID of the operation, if it is of one.
    std::string kind{};       ///< "backup", "check", "prune", "audit", …; may be empty.
    std::string target{};
    std::string repository{};
    std::string machine{};
    std::string message{};  ///< What was not right.
    std::string snapshot{};
    catalog::Microseconds startedAt = 0;  ///< 0: none, as for the next one.
    catalog::Microseconds endedAt = 0;
    catalog::Figures figures{};
};

/// That a backup is missing: `last` is when the last one ended well, 0 for never. Its ID stays the
/// same until there is one.
[[nodiscard]] Notice overdueNotice(const std::string& target,
                                   const std::string& repository,
                                   const std::string& machine,
                                   catalog::Microseconds last);

/// What there is to tell of an operation: nothing while it goes on, nor when a person stopped it.
[[nodiscard]] std::optional<Notice> noticeOf(const catalog::Operation& operation);

}  // namespace tl::services
