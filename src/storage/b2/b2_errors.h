// What B2 refuses, as our errors.

#pragma once

#include <string>

#include "infra/errors/error.h"
#include "infra/platform/http_client.h"

namespace tl::storage {

/// What an answer that is no success says: `{"status": 401, "code": "expired_auth_token", …}`.
struct B2Refusal {
    int status = 0;
    std::string code{};  ///< Empty when the body is not what B2 writes, such as a proxy's page.
};

[[nodiscard]] B2Refusal readB2Refusal(const HttpResponse& response);

/// Whether a new token helps: the one that was sent has run out.
[[nodiscard]] bool isTokenOld(const B2Refusal& refusal);

/// `doing` begins the sentence: "cannot store keys/12ab". `location` is a fact of the error.
/// **Source:** Backblaze, "B2 Native API: Calling the API", "Error Handling", and each call's page.
[[nodiscard]] Error b2Error(const B2Refusal& refusal,
                            const std::string& doing,
                            const std::string& location);

}  // namespace tl::storage
