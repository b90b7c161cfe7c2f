// Where a repository in an object store is, and the location strings and options that say so.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tl::storage {

/// Where a request names the bucket: in the host's name, or in the path.
enum class BucketLookup : std::uint8_t { Auto, Dns, Path };

/// How long what is stored must stay, whatever its owner does. **Source:** AWS, "S3 Object Lock".
enum class RetentionMode : std::uint8_t { None, Governance, Compliance };

struct S3Options {
    std::string host;  ///< With a port, if it has one: "s3.amazonaws.com", "localhost:9000".
    bool isTls = true;
    std::string bucket;
    std::string prefix{};  ///< Of every key; without slashes at its ends; may be empty.
    std::string region{};  ///< Empty: from the environment, the host's name, or the server.
    BucketLookup bucketLookup = BucketLookup::Auto;
    std::string storageClass{};  ///< Empty: the bucket's own.
    std::string profile{};       ///< In the shared files of credentials; empty: AWS_PROFILE.
    bool isListV1 = false;       ///< For servers without the second version of listing.
    bool isAnonymous = false;    ///< Requests are not signed.
    std::size_t connections = 5;
    std::size_t connectionsFar = 16;  ///< Where the server is far away; no fewer.
    /// What is larger is sent in parts of this size.
    std::size_t partSizeMiB = 200;
    RetentionMode retention = RetentionMode::None;
    std::size_t retentionDays = 0;
    bool operator==(const S3Options&) const = default;
};

/// Reads `s3:host/bucket/prefix`, `s3://…` and `s3:https://host:port/bucket/prefix`; nothing when
/// another backend is meant. A prefix loses doubled slashes and dots, as restic's does.
/// **Errors:** InvalidInput when host or bucket is missing or wrong.
/// **Source:** format notes, section 15.3.
[[nodiscard]] std::optional<S3Options> parseS3Location(std::string_view location);

/// Takes the `s3.…` out of `options`. **Errors:** InvalidInput for a name or value nobody knows.
void applyS3Options(const std::map<std::string, std::string>& options, S3Options& s3);

/// The location without anything to hide: "s3:https://host/bucket/prefix".
[[nodiscard]] std::string s3LocationText(const S3Options& s3);

}  // namespace tl::storage
