#include "storage/s3/s3_credential_json.h"

#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::storage {

namespace {

using Json = nlohmann::json;

std::string textOf(const Json& document, const char* name) {
    const auto found = document.find(name);
    return found != document.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Leaves zeros in the document.
Secret secretOf(Json& document, const char* name) {
    const auto found = document.find(name);
    if (found == document.end() || !found->is_string()) return {};
    auto& text = found->get_ref<std::string&>();
    Secret secret = Secret::fromText(text);
    wipe(std::as_writable_bytes(std::span{text}));
    return secret;
}

/// The number that `count` digits at `at` are; nothing when they are not digits.
std::optional<int> digitsAt(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    int number = 0;
    const char* end = text.data() + at + count;
    const auto [rest, status] = std::from_chars(text.data() + at, end, number);
    if (status != std::errc{} || rest != end || number < 0) return std::nullopt;
    return number;
}

/// "2026-01-31T23:59:59Z". Fractions of a second and other zones than UTC are not told apart: the
/// services write none, and renewal comes minutes before the end anyway.
std::optional<WallTime> parseTime(std::string_view text) {
    const auto year = digitsAt(text, 0, 4);
    const auto month = digitsAt(text, 5, 2);
    const auto day = digitsAt(text, 8, 2);
    const auto hour = digitsAt(text, 11, 2);
    const auto minute = digitsAt(text, 14, 2);
    const auto second = digitsAt(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    const std::chrono::sys_seconds point = std::chrono::sys_days{date} + std::chrono::hours{*hour} +
                                           std::chrono::minutes{*minute} +
                                           std::chrono::seconds{*second};
    return WallTime{point.time_since_epoch().count(), 0};
}

}  // namespace

S3Credentials readCredentialsJson(std::span<const std::byte> json) {
    const auto* const first = reinterpret_cast<const char*>(json.data());
    Json document = Json::parse(first, first + json.size(), nullptr, false);
    S3Credentials credentials;
    if (document.is_object()) {
        credentials.accessKeyId = textOf(document, "AccessKeyId");
        credentials.secretKey = secretOf(document, "SecretAccessKey");
        credentials.sessionToken = secretOf(document, "Token");
        if (credentials.sessionToken.isEmpty())
            credentials.sessionToken = secretOf(document, "SessionToken");
        credentials.expires = parseTime(textOf(document, "Expiration"));
        const std::string code = textOf(document, "Code");
        const std::string reason = textOf(document, "Message");
        if (credentials.secretKey.isEmpty() && !(code + reason).empty())
            throw Error{ErrorKind::PermissionDenied,
                        "the service hands out no credentials: " + tl::quoted(code + ' ' + reason)};
    }
    if (credentials.accessKeyId.empty() || credentials.secretKey.isEmpty())
        throw Error{ErrorKind::Unavailable, "what should be credentials is something else"};
    return credentials;
}

}  // namespace tl::storage
