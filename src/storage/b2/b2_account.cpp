#include "storage/b2/b2_account.h"

#include <algorithm>
#include <span>
#include <utility>

#include "infra/errors/printable.h"
#include "infra/platform/digest.h"

namespace tl::storage {

namespace {

using Json = nlohmann::json;

constexpr const char* kApiPath = "/b2api/v2/";

Secret basicAuthorization(const B2Options& options) {
    std::string both;
    both.reserve(options.keyId.size() + 1 + options.key.text().size());
    both.append(options.keyId).append(":").append(options.key.text());
    std::string encoded = base64Text(std::as_bytes(std::span{both}));
    std::string value;
    value.reserve(6 + encoded.size());
    value.append("Basic ").append(encoded);
    Secret authorization = Secret::fromText(value);
    for (std::string* text : {&both, &encoded, &value})
        wipe(std::as_writable_bytes(std::span{*text}));
    return authorization;
}

std::string textOrNothing(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// An address that the server names. It gets the token, so it must not be worse protected than the
/// server that was asked for it.
std::string checkedUrl(std::string url, const std::string& endpoint) {
    if (endpoint.starts_with("https://") && !url.starts_with("https://"))
        throw Error{ErrorKind::PermissionDenied,
                    "B2 names an address without encryption, which gets no token"};
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

}  // namespace

std::string b2Text(const Json& answer, const char* name) {
    const auto found = answer.find(name);
    if (found == answer.end() || !found->is_string())
        throw Error{ErrorKind::Unavailable,
                    std::string{"B2's answer has no "} + name + "; is the endpoint right?"};
    return found->get<std::string>();
}

Secret b2Secret(Json& answer, const char* name) {
    std::string text = b2Text(answer, name);
    Secret secret = Secret::fromText(text);
    wipe(std::as_writable_bytes(std::span{text}));
    wipe(std::as_writable_bytes(std::span{answer[name].get_ref<std::string&>()}));
    return secret;
}

Json parseB2Answer(const HttpResponse& response) {
    const auto* const first = reinterpret_cast<const char*>(response.body.data());
    Json answer = Json::parse(first, first + response.body.size(), nullptr, false);
    if (!answer.is_object())
        throw Error{ErrorKind::Unavailable, "B2's answer is malformed; is the endpoint right?"};
    return answer;
}

B2Account::B2Account(const B2Options& options, HttpClient& client)
    : location_{b2LocationText(options)},
      endpoint_{options.endpoint},
      bucket_{options.bucket},
      prefix_{options.prefix},
      basicAuthorization_{basicAuthorization(options)},
      client_{client} {}

std::shared_ptr<const B2Session> B2Account::session(const std::stop_token& stop) {
    {
        const MutexLock lock{mutex_};
        if (session_) return session_;
    }
    renew(nullptr, stop);
    const MutexLock lock{mutex_};
    return session_;
}

void B2Account::renew(const std::shared_ptr<const B2Session>& old, const std::stop_token& stop) {
    {
        const MutexLock lock{mutex_};
        if (session_ != old) return;  // Another thread was faster.
    }
    auto fresh = authorize(stop);
    const MutexLock lock{mutex_};
    if (session_ == old) session_ = std::move(fresh);
}

std::shared_ptr<const B2Session> B2Account::authorize(const std::stop_token& stop) {
    HttpResponse response =
        client_.send({.url = endpoint_ + kApiPath + "b2_authorize_account",
                      .secretHeaders = {{.name = "Authorization", .value = &basicAuthorization_}}},
                     stop);
    if (response.status != 200)
        throw b2Error(readB2Refusal(response), "cannot get into B2", location_);
    Json answer = parseB2Answer(response);
    wipe(response.body);
    auto session = std::make_shared<B2Session>();
    session->accountId = b2Text(answer, "accountId");
    session->token = b2Secret(answer, "authorizationToken");
    session->apiUrl = checkedUrl(b2Text(answer, "apiUrl"), endpoint_);
    session->downloadUrl = checkedUrl(b2Text(answer, "downloadUrl"), endpoint_);
    session->s3ApiUrl = textOrNothing(answer, "s3ApiUrl");
    // B2 says 100 MB and takes up to 5 GB; what is below a megabyte is no sensible answer.
    constexpr std::uint64_t kPartMin = 1'000'000;
    constexpr std::uint64_t kPartMax = 5'000'000'000;
    const auto part = answer.find("recommendedPartSize");
    const auto said = part != answer.end() && part->is_number_unsigned()
                          ? part->get<std::uint64_t>()
                          : std::uint64_t{100'000'000};
    session->partSize = std::clamp(said, kPartMin, kPartMax);
    const auto allowed = answer.find("allowed");
    if (allowed != answer.end() && allowed->is_object()) {
        session->allowedBucketId = textOrNothing(*allowed, "bucketId");
        session->allowedBucketName = textOrNothing(*allowed, "bucketName");
        session->allowedPrefix = textOrNothing(*allowed, "namePrefix");
        const auto capabilities = allowed->find("capabilities");
        if (capabilities != allowed->end() && capabilities->is_array())
            for (const Json& capability : *capabilities)
                if (capability.is_string())
                    session->capabilities.insert(capability.get<std::string>());
    }
    checkScope(*session);
    return session;
}

void B2Account::checkScope(const B2Session& session) const {
    if (!session.allowedBucketName.empty() && session.allowedBucketName != bucket_)
        throw Error{ErrorKind::PermissionDenied,
                    "this application key is for the bucket " +
                        tl::quoted(session.allowedBucketName) + " only",
                    {{"location", location_}}};
    const std::string names = prefix_.empty() ? "" : prefix_ + "/";
    if (!names.starts_with(session.allowedPrefix))
        throw Error{ErrorKind::PermissionDenied,
                    "this application key is for names that begin with " +
                        tl::quoted(session.allowedPrefix) + " only",
                    {{"location", location_}}};
}

std::optional<Json> B2Account::tryCall(const std::string& name,
                                       const Json& arguments,
                                       const std::string& doing,
                                       const std::stop_token& stop) {
    const std::string text = arguments.dump();
    for (bool isSecondTry = false;; isSecondTry = true) {
        const auto used = session(stop);
        const HttpResponse response =
            client_.send({.method = "POST",
                          .url = used->apiUrl + kApiPath + name,
                          .headers = {{.name = "Content-Type", .value = "application/json"}},
                          .secretHeaders = {{.name = "Authorization", .value = &used->token}},
                          .body = std::as_bytes(std::span{text})},
                         stop);
        if (response.status == 200) return parseB2Answer(response);
        const B2Refusal refusal = readB2Refusal(response);
        if (isTokenOld(refusal) && !isSecondTry) {
            renew(used, stop);
            continue;
        }
        Error error = b2Error(refusal, doing, location_);
        if (error.kind() == ErrorKind::NotFound) return std::nullopt;
        throw error;
    }
}

Json B2Account::call(const std::string& name,
                     const Json& arguments,
                     const std::string& doing,
                     const std::stop_token& stop) {
    auto answer = tryCall(name, arguments, doing, stop);
    if (!answer)
        throw Error{
            ErrorKind::NotFound, doing + ": B2 has no such thing", {{"location", location_}}};
    return *std::move(answer);
}

std::optional<std::string> B2Account::findBucket(const std::stop_token& stop) {
    const auto used = session(stop);
    if (!used->allowedBucketId.empty() && used->allowedBucketName == bucket_)
        return used->allowedBucketId;
    const Json answer =
        call("b2_list_buckets", {{"accountId", used->accountId}, {"bucketName", bucket_}},
             "cannot find the bucket", stop);
    const auto buckets = answer.find("buckets");
    if (buckets == answer.end() || !buckets->is_array()) return std::nullopt;
    for (const Json& bucket : *buckets)
        if (bucket.is_object() && textOrNothing(bucket, "bucketName") == bucket_)
            return b2Text(bucket, "bucketId");
    return std::nullopt;
}

std::optional<std::string> B2Account::tryBucketId(const std::stop_token& stop) {
    {
        const MutexLock lock{mutex_};
        if (!bucketId_.empty()) return bucketId_;
    }
    auto found = findBucket(stop);
    if (!found) return std::nullopt;
    const MutexLock lock{mutex_};
    bucketId_ = *found;
    return found;
}

std::string B2Account::bucketId(const std::stop_token& stop) {
    auto found = tryBucketId(stop);
    if (!found)
        throw Error{ErrorKind::NoRepository,
                    "there is no bucket " + tl::quoted(bucket_) + " for this application key",
                    {{"location", location_}}};
    return *std::move(found);
}

void B2Account::createBucket(const std::stop_token& stop) {
    if (findBucket(stop)) return;
    const auto used = session(stop);
    call("b2_create_bucket",
         {{"accountId", used->accountId}, {"bucketName", bucket_}, {"bucketType", "allPrivate"}},
         "cannot make the bucket", stop);
}

}  // namespace tl::storage
