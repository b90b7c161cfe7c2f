#include "infra/platform/mail_message.h"

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"

namespace tl {
namespace {

MailMessage message() {
    return {.from = "backup@example.org",
            .to = {"admin@example.org", "other@example.org"},
            .subject = "It failed",
            .text = "No room left.\n",
            .sentAt = {.seconds = 1'795'676'643},
            .id = "abc"};
}

TEST(MailMessage, HasAllThatServersWant) {
    EXPECT_EQ(toMailText(message()),
              "From: backup@example.org\r\nTo: admin@example.org,\r\n other@example.org\r\n"
              "Subject: =?UTF-8?B?SXQgZmFpbGVk?=\r\n"
              "Date: Thu, 26 Nov 2026 07:04:03 +0000\r\nMessage-ID: <abc@example.org>\r\n"
              "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: base64\r\n\r\nTm8gcm9vbSBsZWZ0Lgo=\r\n");
}

TEST(MailMessage, LetsNoTextBecomeAHeader) {
    MailMessage mail = message();
    mail.subject = "a\r\nBcc: evil@example.org\r\n\r\nbody";
    const std::string text = toMailText(mail);
    EXPECT_EQ(text.find("Bcc"), std::string::npos);
    EXPECT_EQ(text.find("\r\n\r\n"), text.find("base64\r\n\r\n") + 6);
}

TEST(MailMessage, CutsLongSubjectsBetweenCharacters) {
    MailMessage mail = message();
    mail.subject.clear();
    for (int i = 0; i < 300; ++i)
        mail.subject += "\xc3\xa4";
    const std::string text = toMailText(mail);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 90U) << text.substr(at, end - at);
        at = end + 2;
    }
    EXPECT_NE(text.find("?=\r\n =?UTF-8?B?w6"), std::string::npos)
        << "each begins with a whole one";
}

TEST(MailMessage, RefusesWhatIsNoAddress) {
    for (const char* wrong : {"", "@", "a@", "@b", "a b@c", "A <a@b>", "a@b\r\nX: y", "a@b,c@d"}) {
        EXPECT_FALSE(isMailAddress(wrong)) << wrong;
        MailMessage mail = message();
        mail.to = {wrong};
        EXPECT_EQ(kindThrown([&] { (void)toMailText(mail); }), ErrorKind::InvalidInput);
    }
    EXPECT_TRUE(isMailAddress("first.last+tag@mail.example.org"));
    MailMessage mail = message();
    mail.to.clear();
    EXPECT_EQ(kindThrown([&] { (void)toMailText(mail); }), ErrorKind::InvalidInput);
}

}  // namespace
}  // namespace tl
