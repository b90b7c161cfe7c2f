// Dates are converted with the usual trick for the Gregorian calendar: count years from March, so
// that the leap day is the last of its year, in eras of 400 years = 146,097 days.

#include "infra/engine/format/timestamp.h"

#include <array>
#include <cstddef>

namespace tl::engine {

namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kDaysPerEra = 146'097;
constexpr std::int64_t kDaysToEpoch = 719'468;  ///< From 0000-03-01 to 1970-01-01.

constexpr std::int64_t floorDivide(std::int64_t dividend, std::int64_t divisor) noexcept {
    return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

/// What floorDivide() leaves; in [0, divisor).
constexpr std::int64_t floorRemainder(std::int64_t dividend, std::int64_t divisor) noexcept {
    const std::int64_t remainder = dividend % divisor;
    return remainder < 0 ? remainder + divisor : remainder;
}

constexpr bool isLeapYear(std::int64_t year) noexcept {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int daysInMonth(std::int64_t year, int month) noexcept {
    constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && isLeapYear(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

/// Sets year, month and day from the days since 1970-01-01.
void setDate(CivilTime& civil, std::int64_t daysSince1970) noexcept {
    const std::int64_t days = daysSince1970 + kDaysToEpoch;
    const std::int64_t era = floorDivide(days, kDaysPerEra);
    const std::int64_t dayOfEra = days - era * kDaysPerEra;
    const std::int64_t yearOfEra =
        (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t monthFromMarch = (5 * dayOfYear + 2) / 153;
    civil.day = static_cast<int>(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
    civil.month = static_cast<int>(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
    civil.year = yearOfEra + era * 400 + (civil.month <= 2 ? 1 : 0);
}

/// Days since 1970-01-01. `month` is in [1, 12]; `day` may be any.
std::int64_t daysSince1970(std::int64_t year, int month, std::int64_t day) noexcept {
    const std::int64_t yearFromMarch = month <= 2 ? year - 1 : year;
    const std::int64_t era = floorDivide(yearFromMarch, 400);
    const std::int64_t yearOfEra = yearFromMarch - era * 400;
    const std::int64_t monthFromMarch = month > 2 ? month - 3 : month + 9;
    const std::int64_t dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
    return era * kDaysPerEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear -
           kDaysToEpoch;
}

/// Moves the date to a year of four digits. Go adds whole years, so a 29th of February of a common
/// year becomes the 1st of March.
void clampYear(CivilTime& civil) noexcept {
    if (civil.year >= 0 && civil.year <= 9999) return;
    civil.year = civil.year < 0 ? 0 : 9999;
    if (civil.day > daysInMonth(civil.year, civil.month)) {
        civil.month = 3;
        civil.day = 1;
    }
}

char* writeTwoDigits(char* out, std::int64_t value) noexcept {
    *out++ = static_cast<char>('0' + value / 10);
    *out++ = static_cast<char>('0' + value % 10);
    return out;
}

char* writeFraction(char* out, std::int32_t nanoseconds) noexcept {
    if (nanoseconds == 0) return out;
    *out = '.';
    std::int32_t rest = nanoseconds;
    for (int i = 9; i >= 1; --i) {
        out[i] = static_cast<char>('0' + rest % 10);
        rest /= 10;
    }
    out += 10;
    while (out[-1] == '0')
        --out;
    return out;
}

char* writeOffset(char* out, std::int32_t offsetSeconds) noexcept {
    if (offsetSeconds == 0) {
        *out++ = 'Z';
        return out;
    }
    // Seconds of the offset are cut, and the sign is that of the minutes: as Go does it.
    const std::int32_t minutes = offsetSeconds / 60;
    const std::int32_t absolute = minutes < 0 ? -minutes : minutes;
    *out++ = minutes < 0 ? '-' : '+';
    out = writeTwoDigits(out, absolute / 60 % 100);
    *out++ = ':';
    return writeTwoDigits(out, absolute % 60);
}

/// Takes fixed pieces from the front of a text; once one does not fit, all that follow fail.
class TextCursor {
  public:
    explicit TextCursor(std::string_view text) : rest_{text} {}

    /// A number of exactly `digits` digits.
    int takeNumber(std::size_t digits) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!startsWithDigit()) {
                fail();
                return 0;
            }
            value = value * 10 + takeDigit();
        }
        return value;
    }

    void takeCharacter(char expected) noexcept {
        if (!tryCharacter(expected)) fail();
    }

    bool tryCharacter(char expected) noexcept {
        if (rest_.empty() || rest_.front() != expected) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// The digits after a decimal point, as nanoseconds; at least one.
    std::int32_t takeNanoseconds() noexcept {
        if (!startsWithDigit()) fail();
        std::int32_t value = 0;
        for (std::int32_t unit = 100'000'000; startsWithDigit(); unit /= 10) {
            value += takeDigit() * unit;
        }
        return value;
    }

    void fail() noexcept { failed_ = true; }

    [[nodiscard]] bool isDone() const noexcept { return !failed_ && rest_.empty(); }

  private:
    [[nodiscard]] bool startsWithDigit() const noexcept {
        return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
    }

    int takeDigit() noexcept {
        const int digit = rest_.front() - '0';
        rest_.remove_prefix(1);
        return digit;
    }

    std::string_view rest_;
    bool failed_ = false;
};

/// `Z` or `±hh:mm`, in seconds.
std::int32_t takeOffset(TextCursor& cursor) noexcept {
    if (cursor.tryCharacter('Z')) return 0;
    const bool isNegative = cursor.tryCharacter('-');
    if (!isNegative) cursor.takeCharacter('+');
    const int hours = cursor.takeNumber(2);
    cursor.takeCharacter(':');
    const int minutes = cursor.takeNumber(2);
    if (hours > 23 || minutes > 59) cursor.fail();
    const int seconds = (hours * 60 + minutes) * 60;
    return isNegative ? -seconds : seconds;
}

bool isValid(const CivilTime& civil) noexcept {
    // RFC 3339 has a second 60, but Go neither writes nor reads it.
    return civil.month >= 1 && civil.month <= 12 && civil.day >= 1 &&
           civil.day <= daysInMonth(civil.year, civil.month) && civil.hour <= 23 &&
           civil.minute <= 59 && civil.second <= 59;
}

}  // namespace

CivilTime toCivil(const Timestamp& time) noexcept {
    // Split into days first: seconds + offset could overflow.
    const std::int64_t local = floorRemainder(time.seconds, kSecondsPerDay) + time.offsetSeconds;
    const std::int64_t second = floorRemainder(local, kSecondsPerDay);
    CivilTime civil;
    setDate(civil, floorDivide(time.seconds, kSecondsPerDay) + floorDivide(local, kSecondsPerDay));
    civil.hour = static_cast<int>(second / 3'600);
    civil.minute = static_cast<int>(second / 60 % 60);
    civil.second = static_cast<int>(second % 60);
    return civil;
}

std::int64_t toUnixSeconds(const CivilTime& time) noexcept {
    const std::int64_t monthsFromJanuary = std::int64_t{time.month} - 1;
    const std::int64_t years = floorDivide(monthsFromJanuary, 12);
    const auto month = static_cast<int>(floorRemainder(monthsFromJanuary, 12) + 1);
    const std::int64_t days = daysSince1970(time.year + years, month, time.day);
    return ((days * 24 + time.hour) * 60 + time.minute) * 60 + time.second;
}

char* writeTimestamp(char* out, const Timestamp& time) noexcept {
    CivilTime civil = toCivil(time);
    clampYear(civil);
    out = writeTwoDigits(out, civil.year / 100);
    out = writeTwoDigits(out, civil.year % 100);
    *out++ = '-';
    out = writeTwoDigits(out, civil.month);
    *out++ = '-';
    out = writeTwoDigits(out, civil.day);
    *out++ = 'T';
    out = writeTwoDigits(out, civil.hour);
    *out++ = ':';
    out = writeTwoDigits(out, civil.minute);
    *out++ = ':';
    out = writeTwoDigits(out, civil.second);
    out = writeFraction(out, time.nanoseconds);
    return writeOffset(out, time.offsetSeconds);
}

void appendTimestamp(std::string& out, const Timestamp& time) {
    std::array<char, kTimestampSizeMax> text;
    const char* const end = writeTimestamp(text.data(), time);
    out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

std::string formatTimestamp(const Timestamp& time) {
    std::string text;
    appendTimestamp(text, time);
    return text;
}

std::optional<Timestamp> parseTimestamp(std::string_view text) {
    TextCursor cursor{text};
    CivilTime civil;
    civil.year = cursor.takeNumber(4);
    cursor.takeCharacter('-');
    civil.month = cursor.takeNumber(2);
    cursor.takeCharacter('-');
    civil.day = cursor.takeNumber(2);
    cursor.takeCharacter('T');
    civil.hour = cursor.takeNumber(2);
    cursor.takeCharacter(':');
    civil.minute = cursor.takeNumber(2);
    cursor.takeCharacter(':');
    civil.second = cursor.takeNumber(2);
    Timestamp time;
    if (cursor.tryCharacter('.')) time.nanoseconds = cursor.takeNanoseconds();
    time.offsetSeconds = takeOffset(cursor);
    if (!cursor.isDone() || !isValid(civil)) return std::nullopt;
    time.seconds = toUnixSeconds(civil) - time.offsetSeconds;
    return time;
}

}  // namespace tl::engine
