// AWS Signature, version 4: what proves that a request comes from who holds the secret key.
// **Source:** AWS, "Create a signed AWS API request" and "Signature Calculations for the
// Authorization Header".

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "storage/s3/s3_credentials.h"

namespace tl::storage {

/// What a signature covers. Path and query are percent-encoded as they are sent.
struct RequestToSign {
    std::string method;
    std::string path;
    std::string query{};  ///< As queryText() writes it.
    /// All are signed; `host` and `x-amz-date` must be there. A session token comes with the
    /// credentials, as the header `x-amz-security-token`.
    std::vector<HttpHeader> headers{};
    std::string payloadHash{};  ///< Hex of the body's SHA-256.
};

struct SigningScope {
    std::string_view region;
    std::string_view service = "s3";
};

/// "20130524T000000Z", as the header `x-amz-date` has it.
[[nodiscard]] std::string signatureTime(WallTime time);

/// The value of the header `Authorization`; `time` as in `x-amz-date`.
[[nodiscard]] std::string authorizationFor(const RequestToSign& request,
                                           const S3Credentials& credentials,
                                           const SigningScope& scope,
                                           std::string_view time);

}  // namespace tl::storage
