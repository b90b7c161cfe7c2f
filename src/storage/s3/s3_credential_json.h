// Credentials as AWS's services and helper programs hand them out.
// **Source:** Amazon EC2 User Guide, "Retrieve security credentials from instance metadata"; AWS
// SDKs and Tools Reference Guide, "Container credential provider", "Process credential provider".

#pragma once

#include <cstddef>
#include <span>

#include "storage/s3/s3_credentials.h"

namespace tl::storage {

/// **Errors:** PermissionDenied for a document that says why there are none; Unavailable for what
/// is no such document. Neither shows anything of it but the reason.
[[nodiscard]] S3Credentials readCredentialsJson(std::span<const std::byte> json);

}  // namespace tl::storage
