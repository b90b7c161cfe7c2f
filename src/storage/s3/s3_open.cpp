#include "storage/s3/s3_open.h"

#include <chrono>
#include <utility>

#include "infra/platform/cloud_region.h"
#include "infra/platform/environment.h"
#include "storage/s3/s3_credential_chain.h"

namespace tl::storage {

namespace {

/// The services of a cloud are a hop away. Most machines have none, and are not to wait for it.
HttpSettings nearby(const HttpSettings& http) {
    return {.connections = 1,
            .userAgent = http.userAgent,
            .connectTimeout = std::chrono::seconds{1},
            .stuckTimeout = std::chrono::seconds{5}};
}

}  // namespace

std::unique_ptr<S3Backend> openS3(S3Options options, const HttpSettings& http, Clock& clock) {
    const auto told = cloudRegionOfHost(options.host);
    if (options.region.empty() && told && told->cloud == "amazon") options.region = told->name;
    if (options.region.empty())
        options.region = configuredRegion(environmentVariable, options.profile);
    auto credentials = makeCredentialChain({.variable = environmentVariable,
                                            .http = makeHttpClient(nearby(http)),
                                            .profile = options.profile},
                                           clock);
    return std::make_unique<S3Backend>(options, makeHttpClient(http), std::move(credentials),
                                       clock);
}

}  // namespace tl::storage
