#include "storage/s3/s3_connection.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "infra/platform/digest.h"
#include "storage/s3/s3_errors.h"
#include "storage/s3/s3_signature.h"
#include "storage/s3/s3_xml.h"

namespace tl::storage {

namespace {

constexpr std::string_view kFirstRegion = "us-east-1";
constexpr std::string_view kAmazonHost = "s3.amazonaws.com";

/// Services that want the bucket in the host's name, or no longer take it in the path.
constexpr std::array<std::string_view, 4> kBucketInHost = {
    ".amazonaws.com", ".amazonaws.com.cn", "storage.googleapis.com", ".aliyuncs.com"};

/// A name that fits into a host's. With a dot it would fit into no certificate.
bool isHostLabel(std::string_view bucket, bool isTls) {
    return std::ranges::all_of(bucket, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && !isTls);
    });
}

/// Where the server says that the bucket is. HEAD gets no body, so a header says it, too.
std::string regionNamedBy(const HttpResponse& response) {
    if (const auto region = response.findHeader("x-amz-bucket-region")) return std::string{*region};
    const auto answer = tryReadError(response.body);
    const bool isAboutRegion =
        answer && (answer->code == "AuthorizationHeaderMalformed" ||
                   answer->code == "PermanentRedirect" || answer->code == "TemporaryRedirect" ||
                   answer->code == "IllegalLocationConstraintException");
    return isAboutRegion ? answer->region : std::string{};
}

/// It becomes part of a host's name.
bool isRegionName(std::string_view region) {
    constexpr std::size_t kLengthMax = 40;
    return !region.empty() && region.size() <= kLengthMax && isHostLabel(region, true);
}

bool isExpired(const HttpResponse& response) {
    constexpr std::array<std::string_view, 4> kExpired = {"ExpiredToken", "ExpiredTokenException",
                                                          "TokenRefreshRequired", "InvalidToken"};
    return std::ranges::find(kExpired, s3ErrorCode(response)) != kExpired.end();
}

}  // namespace

S3Connection::S3Connection(const S3Options& options,
                           HttpClient& http,
                           S3CredentialSource& credentials,
                           Clock& clock)
    : options_{options},
      http_{http},
      credentials_{credentials},
      clock_{clock},
      region_{options.region.empty() ? kFirstRegion : options.region} {}

std::string S3Connection::region() {
    const MutexLock lock{mutex_};
    return region_;
}

bool S3Connection::namesBucketInHost() const {
    if (options_.bucketLookup != BucketLookup::Auto)
        return options_.bucketLookup == BucketLookup::Dns;
    const bool isWanted = std::ranges::any_of(
        kBucketInHost, [&](std::string_view end) { return options_.host.ends_with(end); });
    return isWanted && isHostLabel(options_.bucket, options_.isTls);
}

S3Connection::Address S3Connection::addressOf(const std::string& key,
                                              const std::string& region) const {
    std::string host = options_.host;
    // The global host serves one region; the others are reached by their own.
    if (host == kAmazonHost && region != kFirstRegion)
        host = "s3.dualstack." + region + ".amazonaws.com";
    const std::string path = '/' + percentEncoded(key, Slashes::Kept);
    if (namesBucketInHost()) return {options_.bucket + '.' + host, path};
    return {host, '/' + percentEncoded(options_.bucket, Slashes::Encoded) + path};
}

HttpResponse S3Connection::sendOnce(const S3Request& request,
                                    const std::string& payloadHash,
                                    const std::string& region,
                                    const SharedS3Credentials& credentials,
                                    const std::stop_token& stop) {
    const Address address = addressOf(request.key, region);
    const std::string query = queryText(request.query);
    HttpRequest http{.method = request.method,
                     .url = (options_.isTls ? "https://" : "http://") + address.host + address.path,
                     .headers = request.headers,
                     .body = request.body,
                     .target = request.target,
                     .bodyMaxBytes = request.bodyMaxBytes};
    if (!query.empty()) http.url.append("?").append(query);
    Secret authorization;
    if (credentials) {
        const std::string time = signatureTime(clock_.now());
        http.headers.push_back({"x-amz-content-sha256", payloadHash});
        http.headers.push_back({"x-amz-date", time});
        RequestToSign toSign{.method = request.method,
                             .path = address.path,
                             .query = query,
                             .headers = http.headers,
                             .payloadHash = payloadHash};
        toSign.headers.push_back({"host", address.host});
        authorization =
            Secret::fromText(authorizationFor(toSign, *credentials, {.region = region}, time));
        http.secretHeaders.push_back({"Authorization", &authorization});
        if (!credentials->sessionToken.isEmpty())
            http.secretHeaders.push_back({"x-amz-security-token", &credentials->sessionToken});
    }
    return http_.send(http, stop);
}

bool S3Connection::moveTo(const HttpResponse& response, const std::string& region) {
    std::string named = regionNamedBy(response);
    if (!isRegionName(named) || named == region) return false;
    const MutexLock lock{mutex_};
    region_ = std::move(named);
    return true;
}

HttpResponse S3Connection::send(const S3Request& request, const std::stop_token& stop) {
    const std::string payloadHash = hexText(sha256(request.body));
    bool hasMoved = false;
    bool hasRenewed = false;
    for (;;) {
        const std::string region = this->region();
        SharedS3Credentials credentials;
        if (!options_.isAnonymous) {
            credentials = credentials_.current(stop);
            const MutexLock lock{mutex_};
            accessKeyId_ = credentials->accessKeyId;
        }
        HttpResponse response = sendOnce(request, payloadHash, region, credentials, stop);
        if (response.isSuccess()) return response;
        if (!hasMoved && moveTo(response, region)) {
            hasMoved = true;
        } else if (!hasRenewed && credentials && isExpired(response) &&
                   credentials_.renew(credentials)) {
            hasRenewed = true;
        } else {
            return response;
        }
    }
}

Error S3Connection::errorOf(const HttpResponse& response, const std::string& doing) {
    S3Refusal refusal{.doing = doing,
                      .server = options_.host,
                      .bucket = options_.bucket,
                      .accessKeyId = {},
                      .region = region(),
                      .sentAt = clock_.now()};
    {
        const MutexLock lock{mutex_};
        refusal.accessKeyId = accessKeyId_;
    }
    return s3Error(response, refusal);
}

}  // namespace tl::storage
