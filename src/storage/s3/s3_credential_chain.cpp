#include "storage/s3/s3_credential_chain.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/command_line.h"
#include "infra/platform/file_system.h"
#include "infra/platform/process.h"
#include "infra/resources/mutex.h"
#include "storage/s3/s3_credential_json.h"
#include "storage/s3/s3_profile.h"

namespace tl::storage {

namespace {

constexpr std::size_t kFileMaxBytes = std::size_t{1} << 20U;

std::string nonEmpty(const VariableLookup& variable, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (auto value = variable(name); value && !value->empty()) return std::move(*value);
    return {};
}

Secret secretOf(const VariableLookup& variable, std::initializer_list<const char*> names) {
    std::string text = nonEmpty(variable, names);
    Secret secret = Secret::fromText(text);
    wipe(std::as_writable_bytes(std::span{text}));
    return secret;
}

std::optional<S3Profile> profileIn(const std::string& path, std::string_view section) {
    auto text = tryReadFile(path, kFileMaxBytes);
    if (!text) return std::nullopt;
    auto profile = findProfile(*text, section);
    wipe(std::as_writable_bytes(std::span{*text}));
    return profile;
}

/// A profile as both shared files have it: ~/.aws/credentials wins.
std::optional<S3Profile> loadProfile(const VariableLookup& variable, const std::string& name) {
    const std::string home = nonEmpty(variable, {"HOME"});
    std::string credentials = nonEmpty(variable, {"AWS_SHARED_CREDENTIALS_FILE"});
    std::string config = nonEmpty(variable, {"AWS_CONFIG_FILE"});
    if (credentials.empty() && !home.empty()) credentials = home + "/.aws/credentials";
    if (config.empty() && !home.empty()) config = home + "/.aws/config";
    std::optional<S3Profile> first;
    std::optional<S3Profile> second;
    if (!credentials.empty()) first = profileIn(credentials, name);
    if (!config.empty()) second = profileIn(config, name == "default" ? name : "profile " + name);
    if (!first || !second) return first ? std::move(first) : std::move(second);
    if (first->secretKey.isEmpty()) {
        first->accessKeyId = std::move(second->accessKeyId);
        first->secretKey = std::move(second->secretKey);
        first->sessionToken = std::move(second->sessionToken);
    }
    if (first->region.empty()) first->region = std::move(second->region);
    if (first->credentialProcess.empty())
        first->credentialProcess = std::move(second->credentialProcess);
    return first;
}

/// The profile's name that was asked for, by option or environment; empty when none was.
std::string profileName(const VariableLookup& variable, const std::string& asked) {
    return asked.empty() ? nonEmpty(variable, {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) : asked;
}

std::optional<S3Credentials> fromProgram(const std::string& commandLine,
                                         const std::stop_token& stop) {
    CapturedOutput output =
        captureOutput({.arguments = splitCommandLine(commandLine)}, kFileMaxBytes, stop);
    if (!output.status.isSuccess())
        throw Error{ErrorKind::PermissionDenied,
                    "the credential_process of the profile failed: " + toText(output.status)};
    S3Credentials credentials = readCredentialsJson(output.bytes);
    wipe(output.bytes);
    return credentials;
}

/// A line break in what becomes a header would let it say more than one thing.
S3Credentials checked(S3Credentials credentials) {
    const auto isPlain = [](std::string_view text) {
        return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
    };
    if (!isPlain(credentials.accessKeyId) || !isPlain(credentials.sessionToken.text()))
        throw Error{ErrorKind::InvalidInput,
                    "the access key or the session token for S3 has spaces or other characters "
                    "that no such key has; copy it again"};
    return credentials;
}

class CredentialChain final : public S3CredentialSource {
  public:
    CredentialChain(CredentialPlaces places, Clock& clock)
        : places_{std::move(places)},
          clock_{clock} {}

    SharedS3Credentials current(const std::stop_token& stop) override;
    bool renew(const SharedS3Credentials& refused) override;

  private:
    [[nodiscard]] bool lastsFor(const S3Credentials& credentials, std::chrono::seconds time) const;
    [[nodiscard]] S3Credentials find(const std::stop_token& stop);
    [[nodiscard]] std::optional<S3Credentials> findInEnvironment() const;
    [[nodiscard]] std::optional<S3Credentials> findInProfile(const std::stop_token& stop) const;

    const CredentialPlaces places_;
    Clock& clock_;
    Mutex mutex_;
    SharedS3Credentials current_ TL_GUARDED_BY(mutex_);
};

bool CredentialChain::lastsFor(const S3Credentials& credentials, std::chrono::seconds time) const {
    return !credentials.expires ||
           credentials.expires->seconds - clock_.now().seconds > time.count();
}

SharedS3Credentials CredentialChain::current(const std::stop_token& stop) {
    // AWS hands out new ones five minutes before the old ones end.
    constexpr std::chrono::minutes kRenewBefore{5};
    SharedS3Credentials known;
    {
        const MutexLock lock{mutex_};
        known = current_;
    }
    if (known && lastsFor(*known, kRenewBefore)) return known;
    // Several threads may ask at once; that is harmless, and none waits for another.
    try {
        const auto found = std::make_shared<const S3Credentials>(checked(find(stop)));
        const MutexLock lock{mutex_};
        return current_ = found;
    } catch (const Error& error) {
        const bool isUsable = known && lastsFor(*known, std::chrono::seconds{0});
        if (!isUsable || error.kind() != ErrorKind::Unavailable) throw;
        return known;
    }
}

bool CredentialChain::renew(const SharedS3Credentials& refused) {
    const MutexLock lock{mutex_};
    if (current_ != refused) return true;  // Somebody else was faster.
    if (!refused->expires) return false;   // They would come back the same.
    current_ = nullptr;
    return true;
}

std::optional<S3Credentials> CredentialChain::findInEnvironment() const {
    const VariableLookup& variable = places_.variable;
    S3Credentials credentials{
        .accessKeyId = nonEmpty(variable, {"AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"}),
        .secretKey = secretOf(variable, {"AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"}),
        .sessionToken = secretOf(variable, {"AWS_SESSION_TOKEN"})};
    if (credentials.accessKeyId.empty() != credentials.secretKey.isEmpty())
        throw Error{ErrorKind::InvalidInput,
                    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set together or not at all"};
    if (!credentials.accessKeyId.empty()) return credentials;
    credentials = {.accessKeyId = nonEmpty(variable, {"MINIO_ROOT_USER", "MINIO_ACCESS_KEY"}),
                   .secretKey = secretOf(variable, {"MINIO_ROOT_PASSWORD", "MINIO_SECRET_KEY"})};
    if (credentials.accessKeyId.empty() || credentials.secretKey.isEmpty()) return std::nullopt;
    return credentials;
}

std::optional<S3Credentials> CredentialChain::findInProfile(const std::stop_token& stop) const {
    const std::string asked = profileName(places_.variable, places_.profile);
    auto profile = loadProfile(places_.variable, asked.empty() ? "default" : asked);
    if (!profile && !asked.empty())
        throw Error{ErrorKind::InvalidInput, "AWS's shared files have no profile " +
                                                 tl::quoted(asked) +
                                                 "; check AWS_PROFILE and -o s3.profile"};
    if (!profile) return std::nullopt;
    if (!profile->accessKeyId.empty() && !profile->secretKey.isEmpty())
        return S3Credentials{.accessKeyId = std::move(profile->accessKeyId),
                             .secretKey = std::move(profile->secretKey),
                             .sessionToken = std::move(profile->sessionToken)};
    if (!profile->credentialProcess.empty()) return fromProgram(profile->credentialProcess, stop);
    return std::nullopt;
}

S3Credentials CredentialChain::find(const std::stop_token& stop) {
    const bool isProfileFirst = !places_.profile.empty();
    if (!isProfileFirst)
        if (auto found = findInEnvironment()) return std::move(*found);
    if (auto found = findInProfile(stop)) return std::move(*found);
    if (auto found = credentialsOfContainer(places_.variable, *places_.http, stop))
        return std::move(*found);
    if (auto found = credentialsOfInstance(places_.variable, *places_.http, stop))
        return std::move(*found);
    throw Error{ErrorKind::PermissionDenied,
                "there are no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                "or AWS_PROFILE to a profile of ~/.aws/credentials; for a public bucket, "
                "-o s3.unsafe-anonymous-auth=true"};
}

}  // namespace

std::unique_ptr<S3CredentialSource> makeCredentialChain(CredentialPlaces places, Clock& clock) {
    return std::make_unique<CredentialChain>(std::move(places), clock);
}

std::string configuredRegion(const VariableLookup& variable, const std::string& profile) {
    std::string region = nonEmpty(variable, {"AWS_REGION", "AWS_DEFAULT_REGION"});
    if (!region.empty()) return region;
    const std::string name = profileName(variable, profile);
    auto found = loadProfile(variable, name.empty() ? "default" : name);
    return found ? std::move(found->region) : std::string{};
}

}  // namespace tl::storage
