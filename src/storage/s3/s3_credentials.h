// Who signs, and where that is known from.

#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/secret.h"

namespace tl::storage {

struct S3Credentials {
    std::string accessKeyId;  ///< A name, no secret.
    Secret secretKey{};
    Secret sessionToken{};              ///< Of temporary credentials; else empty.
    std::optional<WallTime> expires{};  ///< Nothing when they last.
};

/// Shared by the source, which replaces them, and by every request that is being signed.
using SharedS3Credentials = std::shared_ptr<const S3Credentials>;

/// **Threads:** safe from any.
class S3CredentialSource {
  public:
    S3CredentialSource() = default;
    S3CredentialSource(const S3CredentialSource&) = delete;
    S3CredentialSource& operator=(const S3CredentialSource&) = delete;
    virtual ~S3CredentialSource() = default;

    /// Never null. **Errors:** PermissionDenied when there are none, with what was looked for;
    /// InvalidInput for a file that cannot be read as what it is; Unavailable, Cancelled.
    [[nodiscard]] virtual SharedS3Credentials current(const std::stop_token& stop) = 0;

    /// Forgets `refused`, because a server calls them expired. True when others may be had.
    virtual bool renew(const SharedS3Credentials& refused) = 0;
};

}  // namespace tl::storage
