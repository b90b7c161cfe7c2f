#include "services/monitoring/notices/notice_text.h"

#include <array>
#include <functional>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "services/shown_values.h"

namespace tl::services {

namespace {

constexpr catalog::Microseconds kSecond = 1'000'000;
constexpr const char* kUsualTitle = "TimeLocker: {what} {outcome}";

constexpr std::array kFields = {"event",      "what",     "outcome", "kind",     "target",
                                "repository", "machine",  "message", "snapshot", "started",
                                "ended",      "duration", "figures", "id"};

std::string momentText(catalog::Microseconds at, const TimeZone& zone) {
    if (at == 0) return {};
    return shownTime(at / kSecond, zone);
}

std::string durationText(const Notice& notice) {
    if (notice.startedAt == 0 || notice.endedAt < notice.startedAt) return {};
    const auto seconds = (notice.endedAt - notice.startedAt) / kSecond;
    constexpr std::int64_t kMinute = 60;
    constexpr std::int64_t kHour = 60 * kMinute;
    return fmt::format("{}:{:02}:{:02}", seconds / kHour, seconds % kHour / kMinute,
                       seconds % kMinute);
}

/// "backup of home to photos".
std::string whatText(const Notice& notice) {
    std::string text = notice.kind.empty() ? "operation" : notice.kind;
    if (!notice.target.empty()) text += " of " + notice.target;
    if (!notice.repository.empty())
        text += (notice.target.empty() ? " of " : " to ") + notice.repository;
    return text;
}

const char* outcomeText(NoticeEvent event) {
    switch (event) {
        case NoticeEvent::Success:
            return "succeeded";
        case NoticeEvent::Warning:
            return "succeeded in part";
        case NoticeEvent::Failure:
            return "failed";
        case NoticeEvent::Overdue:
            return "is overdue";
        case NoticeEvent::Integrity:
            break;
    }
    return "found damage";
}

std::string figuresText(const Notice& notice) {
    std::string text;
    for (const auto& [name, value] : notice.figures)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
    return text;
}

/// Calls `literal` for each piece of text and `field` for each name in braces.
void scan(const std::string& pattern,
          const std::function<void(std::string_view)>& literal,
          const std::function<void(std::string_view)>& field) {
    std::string_view rest = pattern;
    while (!rest.empty()) {
        const std::size_t brace = rest.find_first_of("{}");
        literal(rest.substr(0, brace));
        if (brace == std::string_view::npos) return;
        rest.remove_prefix(brace);
        if (rest.size() > 1 && rest[1] == rest[0]) {
            literal(rest.substr(0, 1));
            rest.remove_prefix(2);
            continue;
        }
        const std::size_t end = rest.find('}');
        if (rest[0] == '}' || end == std::string_view::npos)
            throw Error{ErrorKind::InvalidInput,
                        "the template " + tl::quoted(pattern) +
                            " has a brace without its fellow; two braces stand for one"};
        field(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
    }
}

std::string filled(const Notice& notice, const std::string& pattern, const TimeZone& zone) {
    std::string text;
    scan(
        pattern, [&](std::string_view piece) { text += piece; },
        [&](std::string_view name) { text += noticeField(notice, name, zone); });
    return text;
}

std::string usualText(const Notice& notice, const TimeZone& zone) {
    std::string text =
        whatText(notice) + " on " + notice.machine + " " + outcomeText(notice.event) + ".\n";
    const auto line = [&text](const char* name, const std::string& value) {
        if (!value.empty()) text += fmt::format("{:<10} {}\n", name, value);
    };
    line("message", notice.message);
    line("snapshot", notice.snapshot);
    line("started", momentText(notice.startedAt, zone));
    line("ended", momentText(notice.endedAt, zone));
    line("duration", durationText(notice));
    for (const auto& [name, value] : notice.figures)
        line(name.c_str(), std::to_string(value));
    return text;
}

}  // namespace

std::vector<std::string> noticeFields() {
    return {kFields.begin(), kFields.end()};
}

std::string noticeField(const Notice& notice, std::string_view field, const TimeZone& zone) {
    if (field == "event") return nameOf(notice.event);
    if (field == "what") return whatText(notice);
    if (field == "outcome") return outcomeText(notice.event);
    if (field == "kind") return notice.kind;
    if (field == "target") return notice.target;
    if (field == "repository") return notice.repository;
    if (field == "machine") return notice.machine;
    if (field == "message") return notice.message;
    if (field == "snapshot") return notice.snapshot;
    if (field == "started") return momentText(notice.startedAt, zone);
    if (field == "ended") return momentText(notice.endedAt, zone);
    if (field == "duration") return durationText(notice);
    if (field == "figures") return figuresText(notice);
    if (field == "id") return notice.id;
    std::string known;
    for (const char* name : kFields)
        known += (known.empty() ? "" : ", ") + std::string{name};
    throw Error{ErrorKind::InvalidInput, "a template names " + tl::quoted(field) +
                                             ", which a notice does not have; it has " + known};
}

void requireTemplate(const std::string& text) {
    (void)filled({}, text, TimeZone::utc());
}

std::string noticeTitle(const Notice& notice, const std::string& pattern, const TimeZone& zone) {
    return filled(notice, pattern.empty() ? kUsualTitle : pattern, zone);
}

std::string noticeText(const Notice& notice, const std::string& pattern, const TimeZone& zone) {
    return pattern.empty() ? usualText(notice, zone) : filled(notice, pattern, zone);
}

}  // namespace tl::services
