// The XML that S3 answers with, and the little that it is sent. What a server says is not trusted:
// an answer that is not what it should be is an error, never a guess.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tl::storage {

struct S3ListedObject {
    std::string key;
    std::uint64_t sizeBytes = 0;
};

/// One page of a listing.
struct S3Listing {
    std::vector<S3ListedObject> objects;
    /// What asks for the next page, in either version of listing; nothing on the last one.
    std::optional<std::string> next;
};

/// Fields that are missing in the answer are empty.
struct S3ErrorAnswer {
    std::string code;
    std::string message;
    std::string region;      ///< Where the bucket is, when it was looked for elsewhere.
    std::string serverTime;  ///< When the clocks differ.
};

// **Source:** AWS, "Amazon S3 API Reference": ListObjectsV2, ListObjects, "Error responses",
// CreateMultipartUpload, CompleteMultipartUpload, GetBucketLocation, CreateBucket.

/// **Errors:** Unavailable for what is no such answer: a line or a proxy damaged it.
[[nodiscard]] S3Listing readListing(std::span<const std::byte> xml);
/// **Errors:** Unavailable.
[[nodiscard]] std::string readUploadId(std::span<const std::byte> xml);
/// Nothing when it is no error.
[[nodiscard]] std::optional<S3ErrorAnswer> tryReadError(std::span<const std::byte> xml);

struct S3UploadedPart {
    std::size_t number = 0;
    std::string tag;
};
[[nodiscard]] std::string completionXml(const std::vector<S3UploadedPart>& parts);
[[nodiscard]] std::string bucketXml(std::string_view region);
/// The answer to GetBucketLocation; empty for a region without a name, and for any other answer.
[[nodiscard]] std::string readBucketRegion(std::span<const std::byte> xml);

}  // namespace tl::storage
