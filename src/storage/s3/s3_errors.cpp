#include "storage/s3/s3_errors.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "infra/errors/printable.h"
#include "storage/s3/s3_signature.h"
#include "storage/s3/s3_xml.h"

namespace tl::storage {

namespace {

/// What is to be done. {key}, {bucket}, {region} stand for what the refusal knows.
struct KnownCode {
    std::string_view code;
    ErrorKind kind;
    std::string_view advice;
};

constexpr std::string_view kWait = "the server is busy; it may work later";
constexpr std::string_view kDamagedOnTheWay = "the data was damaged on its way; it may work later";
constexpr std::string_view kFull = "free some space there, or raise the quota";
constexpr std::string_view kNewToken =
    "the temporary credentials of {key} have expired; get new ones";
constexpr std::string_view kRegion =
    "the bucket {bucket} is not in the region {region}; name its region with -o s3.region=…, and "
    "that region's host in the location";
constexpr std::string_view kUnknownKey =
    "the server knows no access key {key}; check AWS_ACCESS_KEY_ID, and that the location names "
    "the right server";
constexpr std::string_view kWrongSecret =
    "the secret key does not belong to the access key {key}; check AWS_SECRET_ACCESS_KEY";
constexpr std::string_view kClock =
    "the clocks of this machine and of the server differ too much; set this machine's clock";
constexpr std::string_view kNoBucket =
    "there is no bucket {bucket}; check the location, or make it, which `tl init` does, too";

constexpr std::array kKnownCodes = {
    KnownCode{"NoSuchBucket", ErrorKind::NoRepository, kNoBucket},
    KnownCode{"AccessDenied", ErrorKind::PermissionDenied,
              "the access key {key} may not do that in the bucket {bucket}; its policy must allow "
              "to get, put, delete and list"},
    KnownCode{"AllAccessDisabled", ErrorKind::PermissionDenied,
              "the bucket {bucket} is closed; ask its provider"},
    KnownCode{"AccountProblem", ErrorKind::PermissionDenied,
              "the account is closed; ask its provider"},
    KnownCode{"InvalidAccessKeyId", ErrorKind::PermissionDenied, kUnknownKey},
    KnownCode{"SignatureDoesNotMatch", ErrorKind::PermissionDenied, kWrongSecret},
    KnownCode{"ExpiredToken", ErrorKind::PermissionDenied, kNewToken},
    KnownCode{"ExpiredTokenException", ErrorKind::PermissionDenied, kNewToken},
    KnownCode{"TokenRefreshRequired", ErrorKind::PermissionDenied, kNewToken},
    KnownCode{"InvalidToken", ErrorKind::PermissionDenied,
              "the session token does not belong to the access key {key}; check "
              "AWS_SESSION_TOKEN, and unset it for a key that lasts"},
    KnownCode{"RequestTimeTooSkewed", ErrorKind::PermissionDenied, kClock},
    KnownCode{"RequestExpired", ErrorKind::PermissionDenied, kClock},
    KnownCode{"AuthorizationHeaderMalformed", ErrorKind::InvalidInput, kRegion},
    KnownCode{"IllegalLocationConstraintException", ErrorKind::InvalidInput, kRegion},
    KnownCode{"InvalidLocationConstraint", ErrorKind::InvalidInput,
              "the server has no region {region}; change -o s3.region=… or AWS_REGION"},
    KnownCode{"PermanentRedirect", ErrorKind::InvalidInput, kRegion},
    KnownCode{"TemporaryRedirect", ErrorKind::Unavailable, kWait},
    KnownCode{"InvalidBucketName", ErrorKind::InvalidInput,
              "the server allows no bucket with the name {bucket}; choose another"},
    KnownCode{"BucketAlreadyExists", ErrorKind::InvalidInput,
              "the bucket {bucket} belongs to somebody else; choose another name"},
    KnownCode{"InvalidStorageClass", ErrorKind::InvalidInput,
              "the server has no such class; change -o s3.storage-class=…"},
    KnownCode{"InvalidObjectState", ErrorKind::Unsupported,
              "the object lies in an archive class; restore it there first, for some days"},
    KnownCode{"ObjectLockConfigurationNotFoundError", ErrorKind::InvalidInput,
              "the bucket {bucket} was made without object lock; leave out -o s3.object-lock"},
    KnownCode{"QuotaExceeded", ErrorKind::ResourceExhausted, kFull},
    KnownCode{"XMinioStorageFull", ErrorKind::ResourceExhausted, kFull},
    KnownCode{"XMinioAdminBucketQuotaExceeded", ErrorKind::ResourceExhausted, kFull},
    KnownCode{"TooManyBuckets", ErrorKind::ResourceExhausted,
              "the account may have no more buckets; remove one, or use one that is there"},
    KnownCode{"EntityTooLarge", ErrorKind::ResourceExhausted,
              "the server takes no object of that size at once; make -o s3.part-size=… smaller"},
    KnownCode{"SlowDown", ErrorKind::Unavailable, kWait},
    KnownCode{"ServiceUnavailable", ErrorKind::Unavailable, kWait},
    KnownCode{"Busy", ErrorKind::Unavailable, kWait},
    KnownCode{"TooManyRequests", ErrorKind::Unavailable, kWait},
    KnownCode{"BandwidthLimitExceeded", ErrorKind::Unavailable, kWait},
    KnownCode{"InternalError", ErrorKind::Unavailable, kWait},
    KnownCode{"RequestTimeout", ErrorKind::Unavailable, kWait},
    KnownCode{"OperationAborted", ErrorKind::Unavailable, kWait},
    KnownCode{"ConditionalRequestConflict", ErrorKind::Unavailable, kWait},
    KnownCode{"BadDigest", ErrorKind::Unavailable, kDamagedOnTheWay},
    KnownCode{"XAmzContentSHA256Mismatch", ErrorKind::Unavailable, kDamagedOnTheWay},
    KnownCode{"IncompleteBody", ErrorKind::Unavailable, kDamagedOnTheWay},
};

/// For answers without a code that is known: those to HEAD have no body, and proxies write their
/// own.
KnownCode byStatus(int status) {
    switch (status) {
        case 301:
        case 307:
        case 308:
            return {{}, ErrorKind::InvalidInput, kRegion};
        case 401:
        case 403:
            return {{},
                    ErrorKind::PermissionDenied,
                    "check the credentials of {key}, and what its policy allows in the bucket "
                    "{bucket}"};
        case 404:
            return {{}, ErrorKind::NotFound, "check host, bucket and prefix of the location"};
        case 408:
        case 425:
        case 429:
            return {{}, ErrorKind::Unavailable, kWait};
        case 405:
        case 501:
            return {{}, ErrorKind::Unsupported, "the server cannot do that"};
        case 507:
            return {{}, ErrorKind::ResourceExhausted, kFull};
        default:
            break;
    }
    if (status >= 500 || status < 300) return {{}, ErrorKind::Unavailable, kWait};
    return {{}, ErrorKind::InvalidInput, "check the location and the s3 options"};
}

KnownCode lookUp(const std::string& code, int status) {
    const auto* const known = std::ranges::find(kKnownCodes, code, &KnownCode::code);
    return known != kKnownCodes.end() ? *known : byStatus(status);
}

std::string filledIn(std::string_view advice, const S3Refusal& refusal) {
    return fmt::format(
        fmt::runtime(advice),
        fmt::arg("key", refusal.accessKeyId.empty() ? "(none)" : refusal.accessKeyId),
        fmt::arg("bucket", refusal.bucket), fmt::arg("region", refusal.region));
}

std::string_view shortened(std::string_view text) {
    constexpr std::size_t kLengthMax = 300;
    return text.substr(0, kLengthMax);
}

}  // namespace

std::string s3ErrorCode(const HttpResponse& response) {
    const auto answer = tryReadError(response.body);
    return answer ? answer->code : std::string{};
}

Error s3Error(const HttpResponse& response, const S3Refusal& refusal) {
    const S3ErrorAnswer answer = tryReadError(response.body).value_or(S3ErrorAnswer{});
    const KnownCode known = lookUp(answer.code, response.status);
    Error error{known.kind, refusal.doing + ": " + filledIn(known.advice, refusal)};
    error.add("server", refusal.server);
    error.add("status", std::to_string(response.status));
    if (!answer.code.empty()) error.add("code", tl::quoted(shortened(answer.code)));
    if (!answer.message.empty()) error.add("says", tl::quoted(shortened(answer.message)));
    if (known.advice == kClock) {
        error.add("time here", signatureTime(refusal.sentAt));
        if (const auto date = response.findHeader("Date"))
            error.add("time there", tl::quoted(shortened(*date)));
    }
    return error;
}

}  // namespace tl::storage
