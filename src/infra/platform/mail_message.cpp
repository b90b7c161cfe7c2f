#include "infra/platform/mail_message.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/digest.h"

namespace tl {

namespace {

/// Of UTF-8 in an encoded word, so that it stays within RFC 2047's 75 characters.
constexpr std::size_t kWordBytesMax = 42;
/// Of base64 in a line of the body: RFC 2045 allows 76.
constexpr std::size_t kLineMax = 76;
constexpr std::size_t kSubjectBytesMax = 400;

std::string base64Of(std::string_view text) {
    return base64Text(std::as_bytes(std::span{text}));
}

/// How much of `text` goes into a piece of at most `sizeMax` bytes without cutting a character.
std::size_t pieceOf(std::string_view text, std::size_t sizeMax) {
    if (text.size() <= sizeMax) return text.size();
    std::size_t size = sizeMax;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    return size == 0 ? sizeMax : size;
}

/// As encoded words, folded: plain words would need rules of their own for what looks like one.
std::string encodedSubject(std::string subject) {
    std::ranges::replace_if(
        subject, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }, ' ');
    std::string_view rest = std::string_view{subject}.substr(0, pieceOf(subject, kSubjectBytesMax));
    std::string words;
    while (!rest.empty()) {
        const std::size_t size = pieceOf(rest, kWordBytesMax);
        words +=
            (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64Of(rest.substr(0, size));
        words += "?=";
        rest.remove_prefix(size);
    }
    return words;
}

std::string encodedBody(const std::string& text) {
    const std::string encoded = base64Of(text);
    std::string lines;
    for (std::size_t at = 0; at < encoded.size(); at += kLineMax)
        lines += encoded.substr(at, kLineMax) + "\r\n";
    return lines;
}

/// "Thu, 26 Nov 2026 07:04:03 +0000".
std::string dateText(WallTime time) {
    constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    using std::chrono::days;
    const std::chrono::sys_seconds moment{std::chrono::seconds{time.seconds}};
    const auto midnight = std::chrono::floor<days>(moment);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{moment - midnight};
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
        kDays.at(std::chrono::weekday{midnight}.c_encoding()), static_cast<unsigned>(date.day()),
        kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
        clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

void requireAddress(const std::string& address) {
    if (!isMailAddress(address))
        throw Error{ErrorKind::InvalidInput,
                    quoted(address) + " is no mail address: user@host is wanted"};
}

}  // namespace

bool isMailAddress(std::string_view text) noexcept {
    constexpr std::size_t kSizeMax = 254;
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
    return text.size() <= kSizeMax && std::ranges::all_of(text, [](char c) {
               constexpr std::string_view kExcluded = "<>(),;:\\\"[] ";
               return c > 0x20 && c < 0x7F && kExcluded.find(c) == std::string_view::npos;
           });
}

std::string toMailText(const MailMessage& message) {
    requireAddress(message.from);
    if (message.to.empty()) throw Error{ErrorKind::InvalidInput, "the mail has no receiver"};
    std::string receivers;
    for (const std::string& address : message.to) {
        requireAddress(address);
        receivers += (receivers.empty() ? "" : ",\r\n ") + address;
    }
    const std::string domain = message.from.substr(message.from.rfind('@'));
    return "From: " + message.from + "\r\nTo: " + receivers +
           "\r\nSubject: " + encodedSubject(message.subject) +
           "\r\nDate: " + dateText(message.sentAt) + "\r\nMessage-ID: <" + message.id + domain +
           ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
           "Content-Type: text/plain; charset=utf-8\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n" +
           encodedBody(message.text);
}

}  // namespace tl
