#include "storage/s3/s3_options.h"

#include <algorithm>
#include <vector>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "storage/backend_options.h"
#include "storage/s3/s3_url.h"

namespace tl::storage {

namespace {

[[noreturn]] void refuse(const std::string& message) {
    throw Error{ErrorKind::InvalidInput, message};
}

bool removePrefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// The text up to the first slash; `text` keeps what follows it.
std::string_view takeName(std::string_view& text) {
    const std::size_t slash = text.find('/');
    const std::string_view name = text.substr(0, slash);
    text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
    return name;
}

/// "a//b/./c/../d/" means "a/b/d", as Go's path.Clean has it.
std::string cleanPrefix(std::string_view text) {
    std::vector<std::string_view> names;
    while (!text.empty()) {
        const std::string_view name = takeName(text);
        if (name.empty() || name == ".") continue;
        if (name != "..")
            names.push_back(name);
        else if (!names.empty())
            names.pop_back();
    }
    std::string prefix;
    for (const std::string_view name : names)
        prefix.append(prefix.empty() ? "" : "/").append(name);
    return prefix;
}

/// A host's name ends up in a URL and in a signature: nothing else may hide in it.
void requireHost(std::string_view host) {
    if (host.empty()) refuse("an S3 location is s3:HOST/BUCKET/PREFIX: it names no host");
    if (host.find('@') != std::string_view::npos)
        refuse(
            "an S3 location holds no user and no password; set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY instead");
    constexpr std::string_view kOthers = ".-:[]_";
    const bool isName = std::ranges::all_of(host, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kOthers.find(c) != std::string_view::npos;
    });
    if (!isName) refuse("the S3 location names no host: " + tl::quoted(host));
}

/// In lower case, and without the port that its scheme has anyway: as it stands in the header
/// `Host`, which is signed.
std::string canonicalHost(std::string_view host, bool isTls) {
    const std::string_view usualPort = isTls ? ":443" : ":80";
    if (host.ends_with(usualPort)) host.remove_suffix(usualPort.size());
    std::string result{host};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

/// AWS, "Bucket naming rules", and what older and other servers allow beyond.
void requireBucket(std::string_view bucket) {
    constexpr std::size_t kLengthMin = 3;
    constexpr std::size_t kLengthMax = 255;
    constexpr std::string_view kOthers = ".-_:";
    if (bucket.empty())
        refuse("the S3 location names no bucket; write s3:HOST/BUCKET or s3:HOST/BUCKET/PREFIX");
    const bool isName = std::ranges::all_of(bucket, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kOthers.find(c) != std::string_view::npos;
    });
    if (!isName || bucket.size() < kLengthMin || bucket.size() > kLengthMax)
        refuse("a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens, unlike " +
               tl::quoted(bucket));
}

BucketLookup parseBucketLookup(const std::string& text) {
    if (text == "auto") return BucketLookup::Auto;
    if (text == "dns") return BucketLookup::Dns;
    if (text == "path") return BucketLookup::Path;
    refuse("option s3.bucket-lookup is auto, dns or path");
}

RetentionMode parseRetention(const std::string& text) {
    if (text == "governance") return RetentionMode::Governance;
    if (text == "compliance") return RetentionMode::Compliance;
    refuse("option s3.object-lock is governance or compliance");
}

/// What goes into headers and the names of hosts as it is.
bool isPlainName(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return c == '_' || c == '-' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               (c >= '0' && c <= '9');
    });
}

void requireRanges(const S3Options& s3) {
    constexpr std::size_t kPartMinMiB = 5;  // AWS, "Amazon S3 multipart upload limits"
    constexpr std::size_t kPartMaxMiB = 5 * 1024;
    constexpr std::size_t kRetentionDaysMax = 36500;
    if (s3.partSizeMiB < kPartMinMiB || s3.partSizeMiB > kPartMaxMiB)
        refuse("option s3.part-size is a number of MiB from 5 to 5120");
    if ((s3.retention != RetentionMode::None) != (s3.retentionDays > 0))
        refuse("options s3.object-lock and s3.object-lock-days are given together or not at all");
    if (s3.retentionDays > kRetentionDaysMax)
        refuse("option s3.object-lock-days is over a century");
    if (!isPlainName(s3.storageClass))
        refuse("option s3.storage-class is a name such as STANDARD_IA");
    if (!isPlainName(s3.region)) refuse("option s3.region is a name such as eu-west-1");
}

}  // namespace

std::optional<S3Options> parseS3Location(std::string_view location) {
    if (!removePrefix(location, "s3:")) return std::nullopt;
    S3Options s3;
    s3.isTls = !removePrefix(location, "http://");
    const bool isUrl = !s3.isTls || removePrefix(location, "https://");
    std::string decoded;
    if (isUrl) {
        auto path = percentDecoded(location);
        if (!path) refuse("the S3 location has a % that two hex digits do not follow");
        decoded = std::move(*path);
        location = decoded;
    } else {
        (void)removePrefix(location, "//");
    }
    s3.host = canonicalHost(takeName(location), s3.isTls);
    requireHost(s3.host);
    s3.bucket = takeName(location);
    requireBucket(s3.bucket);
    s3.prefix = cleanPrefix(location);
    return s3;
}

void applyS3Options(const std::map<std::string, std::string>& options, S3Options& s3) {
    BackendOptions given{"s3", options};
    std::string lookup = "auto";
    std::string retention;
    std::string ignored;
    given.readText("region", s3.region);
    given.readText("bucket-lookup", lookup);
    given.readText("storage-class", s3.storageClass);
    given.readText("profile", s3.profile);
    given.readSwitch("list-objects-v1", s3.isListV1);
    given.readSwitch("unsafe-anonymous-auth", s3.isAnonymous);
    given.readConnections(s3.connections, s3.connectionsFar);
    given.readCount("part-size", s3.partSizeMiB);
    given.readText("object-lock", retention);
    given.readCount("object-lock-days", s3.retentionDays);
    // restic's, without a meaning here: how often its library asks again, and where files lie.
    given.readText("retries", ignored);
    given.readText("layout", ignored);
    given.refuseOthers();
    s3.bucketLookup = parseBucketLookup(lookup);
    if (!retention.empty()) s3.retention = parseRetention(retention);
    requireRanges(s3);
}

std::string s3LocationText(const S3Options& s3) {
    std::string text = (s3.isTls ? "s3:https://" : "s3:http://") + s3.host + '/' + s3.bucket;
    if (!s3.prefix.empty()) text.append("/").append(s3.prefix);
    return text;
}

}  // namespace tl::storage
