#include "storage/s3/s3_backend.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "infra/errors/error.h"
#include "infra/errors/stop.h"
#include "storage/backend_paths.h"
#include "storage/s3/s3_errors.h"
#include "storage/s3/s3_retention.h"
#include "storage/s3/s3_upload.h"
#include "storage/s3/s3_xml.h"

namespace tl::storage {

namespace {

constexpr int kNotFound = 404;
constexpr int kConditionFailed = 412;
constexpr int kRangeBeyondEnd = 416;
constexpr int kNotImplemented = 501;
constexpr int kPartialContent = 206;

/// No file of a repository comes near; a server that sends more is not to fill our memory.
constexpr std::size_t kFileMaxBytes = std::size_t{1} << 30U;
/// A page names 1000 objects, with keys of 1 KiB at most.
constexpr std::size_t kPageMaxBytes = std::size_t{16} << 20U;

std::optional<std::uint64_t> parseNumber(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, status] = std::from_chars(text.data(), end, number);
    if (text.empty() || status != std::errc{} || rest != end) return std::nullopt;
    return number;
}

bool isMissing(const HttpResponse& response) {
    return response.status == kNotFound && s3ErrorCode(response) != "NoSuchBucket";
}

/// "cannot read data/ab/abcd…"
std::string doing(const char* verb, const FileId& id) {
    return fmt::format("cannot {} {}", verb, filePathOf(id));
}

/// Checks that an answer holds what was asked for: from `offset` on, `wanted` bytes or all up to
/// the end. **Errors:** Unavailable.
void requireRange(const HttpResponse& response,
                  std::uint64_t offset,
                  std::size_t wanted,
                  const std::string& what) {
    // RFC 9110, section 14.4: "bytes FIRST-LAST/TOTAL"
    const std::string_view text = response.findHeader("Content-Range").value_or("");
    const std::string start = fmt::format("bytes {}-", offset);
    const std::size_t slash = text.find('/');
    const auto total =
        slash == std::string_view::npos ? std::nullopt : parseNumber(text.substr(slash + 1));
    const std::size_t got = response.targetBytes;
    const bool isWhole = got == wanted || (total && offset + got == *total);
    if (response.status != kPartialContent || !text.starts_with(start) || got > wanted || !isWhole)
        throw Error{ErrorKind::Unavailable,
                    what + ": the server sent another part of the object than was asked for"};
}

}  // namespace

S3Backend::S3Backend(const S3Options& options,
                     std::unique_ptr<HttpClient> http,
                     std::unique_ptr<S3CredentialSource> credentials,
                     Clock& clock)
    : options_{options},
      properties_{.location = s3LocationText(options),
                  .connections = options.connections,
                  .connectionsFar = options.connectionsFar,
                  .isListingCheap = false,
                  .isListingCurrent = options.host.ends_with(".amazonaws.com"),
                  .isRemovalTold = false,
                  .isCachingUseful = true},
      http_{std::move(http)},
      credentials_{std::move(credentials)},
      connection_{options_, *http_, *credentials_, clock},
      wantsMd5_{options.retention != RetentionMode::None} {}

std::string S3Backend::keyOf(const FileId& id) const {
    return options_.prefix.empty() ? filePathOf(id) : options_.prefix + '/' + filePathOf(id);
}

bool S3Backend::hasBucket(const std::stop_token& stop) {
    // A listing rather than HEAD: a refusal of it has a body, which says why.
    const HttpResponse response = connection_.send(
        {.query = {{"max-keys", "1"}, {"prefix", options_.prefix}}, .bodyMaxBytes = kPageMaxBytes},
        stop);
    if (response.isSuccess()) return true;
    if (response.status == kNotFound) return false;
    // A key for one prefix of a bucket may not look at the bucket.
    if (s3ErrorCode(response) == "AccessDenied") return true;
    throw connection_.errorOf(response, "cannot look for the bucket " + options_.bucket);
}

void S3Backend::create(const std::stop_token& stop) {
    throwIfStopped(stop);
    if (hasBucket(stop)) return;
    const std::string region = connection_.region();
    // Amazon's first region is the one that may not be named.
    const std::string xml = region == "us-east-1" ? std::string{} : bucketXml(region);
    S3Request request{.method = "PUT", .body = std::as_bytes(std::span{xml})};
    if (options_.retention != RetentionMode::None)
        request.headers.push_back({"x-amz-bucket-object-lock-enabled", "true"});
    const HttpResponse response = connection_.send(request, stop);
    if (!response.isSuccess() && s3ErrorCode(response) != "BucketAlreadyOwnedByYou")
        throw connection_.errorOf(response, "cannot make the bucket " + options_.bucket);
}

RegionAnswer S3Backend::findRegion(const std::stop_token& stop) {
    constexpr std::array kUnable = {400, 405, kNotImplemented};
    const std::string cloud = cloudOfHost(options_.host);
    const bool isAmazon = cloud == "amazon";
    const HttpResponse response = connection_.send({.query = {{"location", ""}}}, stop);
    std::string name;
    if (const auto header = response.findHeader("x-amz-bucket-region")) {
        name = *header;
    } else if (response.isSuccess()) {
        name = readBucketRegion(response.body);
        // Amazon's first region has no name there.
        if (name.empty() && isAmazon) name = "us-east-1";
    } else if (response.status == kNotFound) {
        return {.isPlaceThere = false};
    } else if (s3ErrorCode(response) == "AccessDenied") {
        // Who may not ask has signed for the bucket's region all the same, or Amazon would have
        // named another.
        if (isAmazon && !options_.isAnonymous) name = connection_.region();
    } else if (std::ranges::find(kUnable, response.status) == kUnable.end()) {
        throw connection_.errorOf(response, "cannot find out the region of " + options_.bucket);
    }
    if (!cloudRegionNamed(cloud, name)) name = options_.region;
    return {.region = cloudRegionNamed(cloud, name)};
}

std::vector<HttpHeader> S3Backend::objectHeaders(const FileId& id) const {
    std::vector<HttpHeader> headers{{"Content-Type", "application/octet-stream"}};
    if (isStorageClassFor(options_.storageClass, id))
        headers.push_back({"x-amz-storage-class", options_.storageClass});
    for (HttpHeader& header : retentionHeaders(options_, id, connection_.clock().now()))
        headers.push_back(std::move(header));
    return headers;
}

HttpResponse S3Backend::store(const FileId& id,
                              std::span<const std::byte> content,
                              const Demands& demands,
                              const std::string& what,
                              const std::stop_token& stop) {
    const std::size_t partBytes = options_.partSizeMiB << 20U;
    std::vector<HttpHeader> conditions;
    if (demands.isNewOnly) conditions.push_back({"If-None-Match", "*"});
    if (content.size() > partBytes) {
        return uploadInParts(connection_,
                             {.key = keyOf(id),
                              .headers = objectHeaders(id),
                              .completionHeaders = std::move(conditions),
                              .partBytes = partBytes,
                              .hasMd5 = demands.hasMd5},
                             content, what, stop);
    }
    S3Request request{
        .method = "PUT", .key = keyOf(id), .headers = objectHeaders(id), .body = content};
    if (demands.hasMd5) request.headers.push_back(md5Header(content));
    for (HttpHeader& condition : conditions)
        request.headers.push_back(std::move(condition));
    return connection_.send(request, stop);
}

/// Whether the refusal tells something about the server that makes another try promising.
bool S3Backend::learnsFrom(const HttpResponse& response, const Demands& demands) {
    if (response.status == kNotImplemented && demands.isNewOnly) {
        knowsConditions_ = false;
        return true;
    }
    const auto answer = tryReadError(response.body);
    if (demands.hasMd5 || !answer || answer->message.find("Content-MD5") == std::string::npos)
        return false;
    wantsMd5_ = true;
    return true;
}

void S3Backend::save(const FileId& id,
                     std::span<const std::byte> content,
                     const std::stop_token& stop) {
    throwIfStopped(stop);
    const std::string what = doing("store", id);
    const auto refuse = [&] {
        throw Error{ErrorKind::AlreadyExists, what + ": it is there already"};
    };
    for (;;) {
        const Demands demands{.isNewOnly = knowsConditions_, .hasMd5 = wantsMd5_};
        const bool mustLook = id.type == FileType::Config || !demands.isNewOnly;
        if (mustLook && trySize(id, stop)) refuse();
        const HttpResponse response = store(id, content, demands, what, stop);
        if (response.isSuccess()) return;
        if (response.status == kConditionFailed) refuse();
        if (!learnsFrom(response, demands)) throw connection_.errorOf(response, what);
    }
}

std::optional<std::vector<std::byte>> S3Backend::tryLoad(const FileId& id,
                                                         const std::stop_token& stop) {
    throwIfStopped(stop);
    HttpResponse response =
        connection_.send({.key = keyOf(id), .bodyMaxBytes = kFileMaxBytes}, stop);
    if (isMissing(response)) return std::nullopt;
    if (!response.isSuccess()) throw connection_.errorOf(response, doing("read", id));
    return std::move(response.body);
}

std::optional<std::size_t> S3Backend::tryLoadRange(const FileId& id,
                                                   std::uint64_t offset,
                                                   std::span<std::byte> out,
                                                   const std::stop_token& stop) {
    throwIfStopped(stop);
    if (out.empty()) {
        if (!trySize(id, stop)) return std::nullopt;
        return 0;
    }
    const HttpResponse response = connection_.send(
        {.key = keyOf(id),
         .headers = {{"Range", fmt::format("bytes={}-{}", offset, offset + out.size() - 1)}},
         .target = out},
        stop);
    if (isMissing(response)) return std::nullopt;
    if (response.status == kRangeBeyondEnd) return 0;
    if (!response.isSuccess()) throw connection_.errorOf(response, doing("read", id));
    requireRange(response, offset, out.size(), doing("read", id));
    return response.targetBytes;
}

std::optional<std::uint64_t> S3Backend::trySize(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    const HttpResponse response = connection_.send({.method = "HEAD", .key = keyOf(id)}, stop);
    if (response.status == kNotFound) return std::nullopt;
    if (!response.isSuccess()) {
        // The answer to HEAD has no body, so it does not say why. The one to GET does.
        const HttpResponse reason =
            connection_.send({.key = keyOf(id), .headers = {{"Range", "bytes=0-0"}}}, stop);
        if (isMissing(reason)) return std::nullopt;
        throw connection_.errorOf(reason.isSuccess() ? response : reason, doing("look for", id));
    }
    const auto size = parseNumber(response.findHeader("Content-Length").value_or(""));
    if (!size)
        throw Error{ErrorKind::Unavailable, doing("look for", id) + ": the server names no size"};
    return size;
}

void S3Backend::list(FileType type, const Visitor& visit, const std::stop_token& stop) {
    throwIfStopped(stop);
    if (type == FileType::Config) {
        if (const auto sizeBytes = trySize({type, {}}, stop)) visit({type, {}}, *sizeBytes);
        return;
    }
    const std::string what = std::string{"cannot list "} + folderOf(type);
    QueryParameters query{
        {"encoding-type", "url"},
        {"max-keys", "1000"},
        {"prefix", (options_.prefix.empty() ? "" : options_.prefix + '/') + folderOf(type) + '/'}};
    if (!options_.isListV1) query.emplace_back("list-type", "2");
    if (type != FileType::Pack) query.emplace_back("delimiter", "/");
    std::optional<std::string> next;
    do {
        QueryParameters page = query;
        if (next) page.emplace_back(options_.isListV1 ? "marker" : "continuation-token", *next);
        const HttpResponse response =
            connection_.send({.query = std::move(page), .bodyMaxBytes = kPageMaxBytes}, stop);
        if (!next && s3ErrorCode(response) == "NoSuchBucket") return;
        if (!response.isSuccess()) throw connection_.errorOf(response, what);
        S3Listing listing = readListing(response.body);
        for (const S3ListedObject& object : listing.objects) {
            throwIfStopped(stop);
            const FileId id{type, object.key.substr(object.key.rfind('/') + 1)};
            // An object in the wrong place cannot be loaded: it is not there.
            if (isListed(id) && keyOf(id) == object.key) visit(id, object.sizeBytes);
        }
        if (listing.next && listing.next == next)
            throw Error{ErrorKind::Unavailable, what + ": the server's listing does not end"};
        next = std::move(listing.next);
    } while (next);
}

bool S3Backend::tryReplace(const FileId& id,
                           std::span<const std::byte> content,
                           const std::stop_token& stop) {
    throwIfStopped(stop);
    const std::string what = doing("replace", id);
    for (;;) {
        const Demands demands{.isNewOnly = false, .hasMd5 = wantsMd5_};
        const HttpResponse response = store(id, content, demands, what, stop);
        if (response.isSuccess()) return true;
        if (!learnsFrom(response, demands)) throw connection_.errorOf(response, what);
    }
}

bool S3Backend::remove(const FileId& id, const std::stop_token& stop) {
    throwIfStopped(stop);
    // The answer to DELETE is the same whether or not there was something; asking before would
    // double the journeys of each removal.
    const HttpResponse response = connection_.send({.method = "DELETE", .key = keyOf(id)}, stop);
    if (!response.isSuccess() && !isMissing(response))
        throw connection_.errorOf(response, doing("remove", id));
    return true;
}

}  // namespace tl::storage
