// Where credentials are looked for, in the order of AWS's own programs: a profile that was asked
// for, the environment (AWS's and MinIO's variables), the shared files, the container, the virtual
// machine. The first place that has some is asked again when they run out.

#pragma once

#include <memory>
#include <string>

#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "storage/s3/s3_credential_services.h"
#include "storage/s3/s3_credentials.h"

namespace tl::storage {

struct CredentialPlaces {
    VariableLookup variable;
    /// For the services of container and machine, which answer at once or not at all.
    std::unique_ptr<HttpClient> http;
    std::string profile{};  ///< Asked for by the user; may be empty.
};

/// `clock` must outlive the source. Looks nowhere yet.
[[nodiscard]] std::unique_ptr<S3CredentialSource> makeCredentialChain(CredentialPlaces places,
                                                                      Clock& clock);

/// The region that environment or shared files name; empty when they name none.
/// **Errors:** InvalidInput for a file that is too large; PermissionDenied.
[[nodiscard]] std::string configuredRegion(const VariableLookup& variable,
                                           const std::string& profile);

}  // namespace tl::storage
