#include "services/monitoring/notices/notice_text.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl::services {
namespace {

Notice failure() {
    return {.event = NoticeEvent::Failure,
            .id = "42",
            .kind = "backup",
            .target = "home",
            .repository = "photos",
            .machine = "laptop",
            .message = "wrong password",
            .startedAt = 1'795'676'643'000'000,
            .endedAt = 1'795'680'304'000'000,
            .figures = {{"files_new", 3}}};
}

TEST(NoticeText, SaysOfItselfWhatHappened) {
    EXPECT_EQ(noticeTitle(failure(), "", TimeZone::utc()),
              "TimeLocker: backup of home to photos failed");
    EXPECT_EQ(noticeText(failure(), "", TimeZone::utc()),
              "backup of home to photos on laptop failed.\n"
              "message    wrong password\n"
              "started    2026-11-26 07:04:03\n"
              "ended      2026-11-26 08:05:04\n"
              "duration   1:01:01\n"
              "files_new  3\n");
}

TEST(NoticeText, FillsTemplatesIn) {
    EXPECT_EQ(
        noticeText(failure(), "{event}: {target}>{repository} {{{figures}}} {id}", TimeZone::utc()),
        "failure: home>photos {files_new=3} 42");
    EXPECT_EQ(noticeTitle(failure(), "{machine} {outcome} {snapshot}.", TimeZone::utc()),
              "laptop failed .");
}

TEST(NoticeText, WhatIsFilledInIsNoTemplate) {
    Notice notice = failure();
    notice.message = "{id} {";
    EXPECT_EQ(noticeText(notice, "{message}", TimeZone::utc()), "{id} {");
}

TEST(NoticeText, RefusesTemplatesThatCannotBeFilledIn) {
    for (const char* wrong : {"{", "}", "{target", "{nothing}", "a } b", "{}"})
        EXPECT_EQ(kindThrown([&] { requireTemplate(wrong); }), ErrorKind::InvalidInput) << wrong;
    for (const std::string& field : noticeFields())
        EXPECT_NO_THROW(requireTemplate("{" + field + "}"));
}

TEST(Notice, FollowsFromHowAnOperationEnded) {
    using catalog::OperationState;
    const auto eventOf = [](const char* kind, OperationState state, catalog::Figures figures = {}) {
        const auto notice = noticeOf({.kind = kind, .state = state, .figures = std::move(figures)});
        return notice ? nameOf(notice->event) : "nothing";
    };
    EXPECT_STREQ(eventOf("backup", OperationState::Succeeded), "success");
    EXPECT_STREQ(eventOf("backup", OperationState::Warned), "warning");
    EXPECT_STREQ(eventOf("backup", OperationState::Failed, {{"errors", 2}}), "failure");
    EXPECT_STREQ(eventOf("check", OperationState::Failed), "failure");
    EXPECT_STREQ(eventOf("check", OperationState::Failed, {{"errors", 2}}), "integrity");
    EXPECT_STREQ(eventOf("prune", OperationState::Interrupted), "failure");
    EXPECT_STREQ(eventOf("prune", OperationState::Cancelled), "nothing");
    EXPECT_STREQ(eventOf("prune", OperationState::Running), "nothing");
    for (const std::string& name : noticeEventNames())
        EXPECT_EQ(nameOf(*parseNoticeEvent(name)), name);
    EXPECT_FALSE(parseNoticeEvent("other"));
}

}  // namespace
}  // namespace tl::services
