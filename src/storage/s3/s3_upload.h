// Uploads in parts, for files that are too large for one request.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/platform/http_client.h"
#include "storage/s3/s3_connection.h"

namespace tl::storage {

struct S3Upload {
    std::string key;
    std::vector<HttpHeader> headers;            ///< Of the object: type, class, retention.
    std::vector<HttpHeader> completionHeaders;  ///< Of the request that makes it whole.
    std::size_t partBytes = 0;
    bool hasMd5 = false;  ///< Each part carries its MD5.
};

/// The answer to the last request, which makes the object appear: a success, or a refusal that the
/// caller judges. Whenever it did not appear, what was sent is removed again, as far as the server
/// can be reached within a second. **Errors:** as errorOf(), with `doing`, for an earlier refusal.
/// **Source:** AWS, "Uploading and copying objects using multipart upload".
[[nodiscard]] HttpResponse uploadInParts(S3Connection& connection,
                                         const S3Upload& upload,
                                         std::span<const std::byte> content,
                                         const std::string& doing,
                                         const std::stop_token& stop);

/// The header `Content-MD5`.
[[nodiscard]] HttpHeader md5Header(std::span<const std::byte> body);

}  // namespace tl::storage
