// How the objects of a repository are kept: in which storage class, and locked for how long.

#pragma once

#include <string_view>
#include <vector>

#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "storage/backend.h"
#include "storage/s3/s3_options.h"

namespace tl::storage {

/// Whether a file goes into the storage class that the user named. As restic has it, an archive
/// class, whose objects cannot be read at once, takes packs of data only.
[[nodiscard]] bool isStorageClassFor(std::string_view storageClass, const FileId& id);

/// What locks an object against removal. Locks of the repository are never locked: they would keep
/// everybody out. **Source:** AWS, "S3 Object Lock".
[[nodiscard]] std::vector<HttpHeader> retentionHeaders(const S3Options& options,
                                                       const FileId& id,
                                                       WallTime now);

}  // namespace tl::storage
