// An account of B2 that this process is authorized for: the calls of the API that take and give
// JSON, and the tokens that every request needs.
//
// **Source:** Backblaze, "B2 Native API", version 2.

#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "infra/errors/error.h"
#include "infra/platform/http_client.h"
#include "infra/platform/secret.h"
#include "infra/resources/mutex.h"
#include "storage/b2/b2_errors.h"
#include "storage/b2/b2_options.h"

namespace tl::storage {

/// What b2_authorize_account gave.
struct B2Session {
    std::string accountId;
    Secret token;
    std::string apiUrl;  ///< Without a slash at its end, as the next one.
    std::string downloadUrl;
    std::string s3ApiUrl;      ///< Whose host tells the account's region; may be empty.
    std::size_t partSize = 0;  ///< Larger files are sent in parts of this size.
    std::set<std::string> capabilities;
    std::string allowedBucketId;    ///< Empty: all of the account's.
    std::string allowedBucketName;  ///< May be empty although there is an id.
    std::string allowedPrefix;      ///< Of names; empty: all.
};

/// **Threads:** safe from any.
class B2Account {
  public:
    /// Borrows `client` for its life. Sends nothing yet.
    B2Account(const B2Options& options, HttpClient& client);

    /// Authorizes on first use. Calls that run keep the session that they began with, when another
    /// takes its place: that is why it is shared.
    /// **Errors:** PermissionDenied for a wrong key, or one that is not for this place.
    [[nodiscard]] std::shared_ptr<const B2Session> session(const std::stop_token& stop);
    /// Takes another session in place of `old`, whose token has run out.
    void renew(const std::shared_ptr<const B2Session>& old, const std::stop_token& stop);

    /// Calls `name`, such as "b2_list_buckets"; authorizes anew when the token has run out.
    /// `doing` begins the message of an error. **Errors:** as b2Error().
    nlohmann::json call(const std::string& name,
                        const nlohmann::json& arguments,
                        const std::string& doing,
                        const std::stop_token& stop);
    /// As call(); nothing when the file that it is about is not there.
    std::optional<nlohmann::json> tryCall(const std::string& name,
                                          const nlohmann::json& arguments,
                                          const std::string& doing,
                                          const std::stop_token& stop);

    /// The bucket's id; nothing when there is no such bucket.
    [[nodiscard]] std::optional<std::string> tryBucketId(const std::stop_token& stop);
    /// As tryBucketId(). **Errors:** NoRepository when there is no such bucket.
    [[nodiscard]] std::string bucketId(const std::stop_token& stop);
    /// Makes the bucket, for this account alone to read, unless it is there.
    void createBucket(const std::stop_token& stop);

    [[nodiscard]] const std::string& location() const noexcept { return location_; }

  private:
    [[nodiscard]] std::shared_ptr<const B2Session> authorize(const std::stop_token& stop);
    [[nodiscard]] std::optional<std::string> findBucket(const std::stop_token& stop);
    void checkScope(const B2Session& session) const;

    const std::string location_;
    const std::string endpoint_;
    const std::string bucket_;
    const std::string prefix_;
    const Secret basicAuthorization_;
    HttpClient& client_;
    Mutex mutex_;
    std::shared_ptr<const B2Session> session_ TL_GUARDED_BY(mutex_);
    std::string bucketId_ TL_GUARDED_BY(mutex_);
};

/// A text member of an answer. **Errors:** Unavailable when it is missing or no text.
[[nodiscard]] std::string b2Text(const nlohmann::json& answer, const char* name);
/// A text member that is a secret; leaves zeros in the document. **Errors:** as b2Text().
[[nodiscard]] Secret b2Secret(nlohmann::json& answer, const char* name);
/// An answer of status 200 as JSON. **Errors:** Unavailable when it is none.
[[nodiscard]] nlohmann::json parseB2Answer(const HttpResponse& response);

}  // namespace tl::storage
