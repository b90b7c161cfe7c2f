// What S3 services refuse, as our errors: what to do about it decides the kind, and is in the
// sentence.

#pragma once

#include <string>

#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"

namespace tl::storage {

/// What a message about a refused request can say.
struct S3Refusal {
    std::string doing;   ///< "cannot store keys/12ab"
    std::string server;  ///< Host and port.
    std::string bucket;
    std::string accessKeyId;  ///< Empty for an unsigned request.
    std::string region;       ///< That the request was signed for.
    WallTime sentAt{};
};

/// The code that an answer carries, or an empty text.
[[nodiscard]] std::string s3ErrorCode(const HttpResponse& response);

/// `response` is not a success, or one that carries an error in its body.
/// **Source:** AWS, "Amazon S3 API Reference", "Error responses"; Ceph, rgw_common.cc.
[[nodiscard]] Error s3Error(const HttpResponse& response, const S3Refusal& refusal);

}  // namespace tl::storage
