#include "services/monitoring/notices/notice.h"

#include <algorithm>
#include <array>
#include <utility>

#include "services/monitoring/recording.h"

namespace tl::services {

namespace {

constexpr std::array kNames = {
    std::pair{NoticeEvent::Success, "success"},     std::pair{NoticeEvent::Warning, "warning"},
    std::pair{NoticeEvent::Failure, "failure"},     std::pair{NoticeEvent::Overdue, "overdue"},
    std::pair{NoticeEvent::Integrity, "integrity"},
};

bool hasFoundDamage(const catalog::Operation& operation) {
    // The errors of a backup are files that it could not read.
    const auto errors =
        operation.figures.find(operation.kind == "check" ? "errors" : kVerificationErrors);
    return errors != operation.figures.end() && errors->second > 0;
}

std::optional<NoticeEvent> eventOf(const catalog::Operation& operation) {
    using catalog::OperationState;
    switch (operation.state) {
        case OperationState::Succeeded:
            return NoticeEvent::Success;
        case OperationState::Warned:
            return NoticeEvent::Warning;
        case OperationState::Failed:
            return hasFoundDamage(operation) ? NoticeEvent::Integrity : NoticeEvent::Failure;
        case OperationState::Interrupted:
            return NoticeEvent::Failure;
        case OperationState::Waiting:
        case OperationState::Running:
        case OperationState::Cancelled:
            break;
    }
    return std::nullopt;
}

}  // namespace

const char* nameOf(NoticeEvent event) noexcept {
    for (const auto& [one, name] : kNames)
        if (one == event) return name;
    return "";
}

std::optional<NoticeEvent> parseNoticeEvent(std::string_view name) noexcept {
    for (const auto& [event, known] : kNames)
        if (name == known) return event;
    return std::nullopt;
}

std::vector<std::string> noticeEventNames() {
    std::vector<std::string> names;
    for (const auto& [event, name] : kNames)
        names.emplace_back(name);
    return names;
}

bool isToldByDefault(NoticeEvent event) noexcept {
    return event != NoticeEvent::Success;
}

bool isUrgent(NoticeEvent event) noexcept {
    return event == NoticeEvent::Failure || event == NoticeEvent::Integrity;
}

Notice overdueNotice(const std::string& target,
                     const std::string& repository,
                     const std::string& machine,
                     catalog::Microseconds last) {
    constexpr catalog::Microseconds kSecond = 1'000'000;
    return {.event = NoticeEvent::Overdue,
            .id = "overdue-" + target + "-" + repository + "-" + std::to_string(last / kSecond),
            .kind = "backup",
            .target = target,
            .repository = repository,
            .machine = machine,
            .message = last == 0 ? "there has been no backup yet"
                                 : "the last backup is older than it should be",
            .endedAt = last};
}

std::optional<Notice> noticeOf(const catalog::Operation& operation) {
    const auto event = eventOf(operation);
    if (!event) return std::nullopt;
    return Notice{.event = *event,
                  .id = operation.id,
                  .operation = operation.id,
                  .kind = operation.kind,
                  .target = operation.target,
                  .repository = operation.repository,
                  .machine = operation.machine,
                  .message = operation.message,
                  .snapshot = operation.snapshot,
                  .startedAt = operation.startedAt,
                  .endedAt = operation.endedAt,
                  .figures = operation.figures};
}

}  // namespace tl::services
