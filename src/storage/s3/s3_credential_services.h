// Credentials that a machine or a container is given by the cloud it runs in.
// **Source:** Amazon EC2 User Guide, "Use IMDSv2"; AWS SDKs and Tools Reference Guide, "Container
// credential provider", "IMDS credential provider".

#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/platform/http_client.h"
#include "storage/s3/s3_credentials.h"

namespace tl::storage {

/// As environmentVariable(); tests give their own.
using VariableLookup = std::function<std::optional<std::string>(const std::string& name)>;

/// From the service that AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI names; nothing when
/// neither is set. **Errors:** InvalidInput for an address that would show the token to others;
/// PermissionDenied, Unavailable, Cancelled.
[[nodiscard]] std::optional<S3Credentials> credentialsOfContainer(const VariableLookup& variable,
                                                                  HttpClient& http,
                                                                  const std::stop_token& stop);

/// From the metadata service of a virtual machine; nothing when there is none, the machine has no
/// role, or AWS_EC2_METADATA_DISABLED says not to ask. **Errors:** as above.
[[nodiscard]] std::optional<S3Credentials> credentialsOfInstance(const VariableLookup& variable,
                                                                 HttpClient& http,
                                                                 const std::stop_token& stop);

}  // namespace tl::storage
