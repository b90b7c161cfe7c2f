// Puts the parts of an S3 backend together.

#pragma once

#include <memory>

#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "storage/s3/s3_backend.h"
#include "storage/s3/s3_options.h"

namespace tl::storage {

/// Opens what `options` name, with credentials and region from where AWS's own programs have them,
/// this process's environment first. Talks to nobody yet. `clock` must outlive the backend.
/// **Errors:** InvalidInput, PermissionDenied for a shared file that cannot be read.
[[nodiscard]] std::unique_ptr<S3Backend> openS3(S3Options options,
                                                const HttpSettings& http,
                                                Clock& clock);

}  // namespace tl::storage
