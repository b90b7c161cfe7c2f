// AWS's shared files of settings: ~/.aws/credentials and ~/.aws/config.
// **Source:** AWS SDKs and Tools Reference Guide, "Shared config and credentials files".

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/platform/secret.h"

namespace tl::storage {

/// What a section says; empty where it says nothing.
struct S3Profile {
    std::string accessKeyId{};
    Secret secretKey{};
    Secret sessionToken{};
    std::string region{};
    std::string credentialProcess{};  ///< A command line that prints credentials.
};

/// The section `name` of such a file: "default", or "profile work" in ~/.aws/config. Nothing when
/// there is none. Lines that mean nothing are passed over, as by AWS's own programs.
[[nodiscard]] std::optional<S3Profile> findProfile(std::string_view file, std::string_view name);

}  // namespace tl::storage
