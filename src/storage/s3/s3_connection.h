// Requests to one bucket: addressed, signed, and sent to where the bucket turns out to be.

#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/clock.h"
#include "infra/platform/http_client.h"
#include "infra/resources/mutex.h"
#include "storage/s3/s3_credentials.h"
#include "storage/s3/s3_options.h"
#include "storage/s3/s3_url.h"

namespace tl::storage {

struct S3Request {
    std::string method = "GET";
    std::string key{};  ///< Of the object; empty for the bucket itself.
    QueryParameters query{};
    std::vector<HttpHeader> headers{};
    std::span<const std::byte> body{};  ///< Borrowed.
    std::span<std::byte> target{};      ///< As HttpRequest has it.
    std::size_t bodyMaxBytes = std::size_t{1} << 20U;
};

/// **Threads:** safe from any.
class S3Connection {
  public:
    /// All must outlive the object. `options.region` is where the bucket is looked for first; an
    /// empty one means us-east-1, as everywhere.
    S3Connection(const S3Options& options,
                 HttpClient& http,
                 S3CredentialSource& credentials,
                 Clock& clock);

    /// The answer, whatever its status. A bucket in another region is found where the server says
    /// so; credentials that it calls expired are renewed. **Errors:** as HttpClient::send and
    /// S3CredentialSource::current.
    [[nodiscard]] HttpResponse send(const S3Request& request, const std::stop_token& stop);

    /// What a refusal means; `doing` as "cannot store keys/12ab".
    [[nodiscard]] Error errorOf(const HttpResponse& response, const std::string& doing);

    [[nodiscard]] std::string region();
    [[nodiscard]] const S3Options& options() const noexcept { return options_; }
    [[nodiscard]] Clock& clock() const noexcept { return clock_; }

  private:
    struct Address {
        std::string host;
        std::string path;
    };

    [[nodiscard]] bool namesBucketInHost() const;
    [[nodiscard]] Address addressOf(const std::string& key, const std::string& region) const;
    [[nodiscard]] HttpResponse sendOnce(const S3Request& request,
                                        const std::string& payloadHash,
                                        const std::string& region,
                                        const SharedS3Credentials& credentials,
                                        const std::stop_token& stop);
    [[nodiscard]] bool moveTo(const HttpResponse& response, const std::string& region);

    const S3Options options_;
    HttpClient& http_;
    S3CredentialSource& credentials_;
    Clock& clock_;
    Mutex mutex_;
    std::string region_ TL_GUARDED_BY(mutex_);
    std::string accessKeyId_ TL_GUARDED_BY(mutex_);  ///< Last used; for messages.
};

}  // namespace tl::storage
