#include "storage/b2/b2_errors.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "infra/errors/printable.h"

namespace tl::storage {

namespace {

using Json = nlohmann::json;
using Meaning = std::pair<ErrorKind, std::string>;

/// The meaning of the codes that their status alone does not tell.
Meaning meaningOfCode(const std::string& code) {
    if (code == "unauthorized")
        return {ErrorKind::PermissionDenied, "the application key is not allowed to do it"};
    if (code == "expired_auth_token")
        return {ErrorKind::Unavailable, "the server did not take its own token"};
    if (code == "cap_exceeded" || code == "storage_cap_exceeded" ||
        code == "transaction_cap_exceeded" || code == "download_cap_exceeded")
        return {ErrorKind::ResourceExhausted,
                "a cap of the account is reached; raise it on Backblaze's page \"Caps & Alerts\""};
    if (code == "too_many_buckets")
        return {ErrorKind::ResourceExhausted, "the account has as many buckets as it may"};
    if (code == "duplicate_bucket_name")
        return {ErrorKind::InvalidInput, "another account has a bucket of this name; use another"};
    if (code == "access_denied")
        return {ErrorKind::PermissionDenied, "the file is under Object Lock or of another account"};
    if (code == "file_not_present" || code == "no_such_file" || code == "not_found")
        return {ErrorKind::NotFound, "there is no such file"};
    if (code == "bad_bucket_id" || code == "invalid_bucket_id")
        return {ErrorKind::NoRepository, "the bucket is gone"};
    return {ErrorKind::Internal, ""};
}

Meaning meaningOfStatus(int status) {
    if (status == 401)
        return {ErrorKind::PermissionDenied,
                "the application key is not accepted; check B2_ACCOUNT_ID and B2_ACCOUNT_KEY"};
    if (status == 403) return {ErrorKind::PermissionDenied, "the server forbids it"};
    if (status == 404) return {ErrorKind::NotFound, "there is no such file"};
    if (status == 408 || status == 429 || status == 503)
        return {ErrorKind::Unavailable, "the server is busy"};
    if (status >= 500) return {ErrorKind::Unavailable, "the server failed"};
    if (status >= 400) return {ErrorKind::InvalidInput, "the server refuses the request"};
    return {ErrorKind::Unavailable, "what answers is not B2"};
}

}  // namespace

B2Refusal readB2Refusal(const HttpResponse& response) {
    B2Refusal refusal{.status = response.status};
    const auto* const first = reinterpret_cast<const char*>(response.body.data());
    const Json document = Json::parse(first, first + response.body.size(), nullptr, false);
    if (!document.is_object()) return refusal;
    const auto code = document.find("code");
    if (code != document.end() && code->is_string()) refusal.code = code->get<std::string>();
    return refusal;
}

bool isTokenOld(const B2Refusal& refusal) {
    return refusal.status == 401 &&
           (refusal.code == "expired_auth_token" || refusal.code == "bad_auth_token");
}

Error b2Error(const B2Refusal& refusal, const std::string& doing, const std::string& location) {
    Meaning meaning = meaningOfCode(refusal.code);
    if (meaning.second.empty()) meaning = meaningOfStatus(refusal.status);
    constexpr std::size_t kShownMax = 60;
    std::string said = "HTTP status " + std::to_string(refusal.status);
    if (!refusal.code.empty()) said += ", " + tl::quoted(refusal.code.substr(0, kShownMax));
    return Error{
        meaning.first, doing + ": " + meaning.second + " (" + said + ")", {{"location", location}}};
}

}  // namespace tl::storage
