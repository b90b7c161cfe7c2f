#include "storage/s3/s3_credential_services.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/file_system.h"
#include "storage/s3/s3_credential_json.h"

namespace tl::storage {

namespace {

constexpr std::size_t kAnswerMaxBytes = 64 * 1024;

std::string textOf(const HttpResponse& response) {
    const auto* const first = reinterpret_cast<const char*>(response.body.data());
    return {first, response.body.size()};
}

/// The text without what ends its line. It becomes a header's value or part of a path.
std::string firstLine(std::string text) {
    text.resize(std::min(text.size(), text.find_first_of("\r\n")));
    return text;
}

Secret secretLine(std::string text) {
    std::string line = firstLine(text);
    Secret secret = Secret::fromText(line);
    wipe(std::as_writable_bytes(std::span{text}));
    wipe(std::as_writable_bytes(std::span{line}));
    return secret;
}

S3Credentials takeCredentials(HttpResponse& response) {
    S3Credentials credentials = readCredentialsJson(response.body);
    wipe(response.body);
    return credentials;
}

[[noreturn]] void throwRefusal(const HttpResponse& response, const std::string& who) {
    const bool isRefused = response.status == 401 || response.status == 403;
    throw Error{isRefused ? ErrorKind::PermissionDenied : ErrorKind::Unavailable,
                who + " hands out no credentials: status " + std::to_string(response.status)};
}

/// Whether nobody but this machine or its hypervisor can listen.
bool isSafeToAsk(std::string_view url) {
    constexpr std::array<std::string_view, 6> kNear = {
        "127.0.0.1", "localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
    if (url.starts_with("https://")) return true;
    constexpr std::string_view kPlain = "http://";
    if (!url.starts_with(kPlain)) return false;
    url.remove_prefix(kPlain.size());
    return std::ranges::any_of(kNear, [&](std::string_view host) {
        return url == host ||
               (url.starts_with(host) && (url[host.size()] == ':' || url[host.size()] == '/'));
    });
}

std::optional<std::string> containerUrl(const VariableLookup& variable) {
    if (const auto path = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        path && !path->empty())
        return "http://169.254.170.2" + *path;
    const auto url = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!url || url->empty()) return std::nullopt;
    if (!isSafeToAsk(*url) || url->find('@') != std::string::npos)
        throw Error{
            ErrorKind::InvalidInput,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI is to be https, or on this machine, unlike " +
                tl::quoted(*url)};
    return url;
}

Secret containerToken(const VariableLookup& variable) {
    constexpr std::size_t kTokenMaxBytes = 64 * 1024;
    if (const auto file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        file && !file->empty())
        return secretLine(readFile(*file, kTokenMaxBytes));
    return secretLine(variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or(""));
}

bool isYes(const std::optional<std::string>& text) {
    return text == "true" || text == "TRUE" || text == "True" || text == "1";
}

/// Nothing when nobody answers: most machines are in no such cloud.
std::optional<HttpResponse> tryAskForToken(const std::string& service,
                                           HttpClient& http,
                                           const std::stop_token& stop) {
    try {
        HttpResponse response =
            http.send({.method = "PUT",
                       .url = service + "/latest/api/token",
                       .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}},
                       .bodyMaxBytes = kAnswerMaxBytes},
                      stop);
        if (response.isSuccess()) return response;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Unavailable) throw;
    }
    return std::nullopt;
}

}  // namespace

std::optional<S3Credentials> credentialsOfContainer(const VariableLookup& variable,
                                                    HttpClient& http,
                                                    const std::stop_token& stop) {
    const auto url = containerUrl(variable);
    if (!url) return std::nullopt;
    const Secret token = containerToken(variable);
    HttpRequest request{.url = *url, .bodyMaxBytes = kAnswerMaxBytes};
    if (!token.isEmpty()) request.secretHeaders.push_back({"Authorization", &token});
    HttpResponse response = http.send(request, stop);
    if (!response.isSuccess()) throwRefusal(response, "the container's service");
    return takeCredentials(response);
}

std::optional<S3Credentials> credentialsOfInstance(const VariableLookup& variable,
                                                   HttpClient& http,
                                                   const std::stop_token& stop) {
    if (isYes(variable("AWS_EC2_METADATA_DISABLED"))) return std::nullopt;
    std::string service =
        variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or("http://169.254.169.254");
    while (service.ends_with('/'))
        service.pop_back();
    auto tokenAnswer = tryAskForToken(service, http, stop);
    if (!tokenAnswer) return std::nullopt;
    const Secret token = secretLine(textOf(*tokenAnswer));
    wipe(tokenAnswer->body);
    const std::string path = service + "/latest/meta-data/iam/security-credentials/";
    HttpRequest request{.url = path,
                        .secretHeaders = {{"X-aws-ec2-metadata-token", &token}},
                        .bodyMaxBytes = kAnswerMaxBytes};
    const HttpResponse role = http.send(request, stop);
    if (role.status == 404) return std::nullopt;  // The machine has no role.
    if (!role.isSuccess()) throwRefusal(role, "the machine's metadata service");
    request.url = path + firstLine(textOf(role));
    HttpResponse response = http.send(request, stop);
    if (!response.isSuccess()) throwRefusal(response, "the machine's metadata service");
    return takeCredentials(response);
}

}  // namespace tl::storage
