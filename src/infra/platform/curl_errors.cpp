#include "infra/platform/curl_errors.h"

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"

namespace tl::curl {

namespace {

struct CloseUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct FreeText {
    void operator()(char* text) const noexcept { curl_free(text); }
};

/// A TLS alert by which the server says that it wants another client certificate, or one at all.
/// With TLS 1.3 it comes when the client believes to be connected, as an error of any read.
bool isClientRefused(std::string_view detail) {
    constexpr std::array<std::string_view, 8> kAlerts = {
        "alert certificate required", "alert bad certificate",     "alert unsupported certificate",
        "alert certificate revoked",  "alert certificate expired", "alert certificate unknown",
        "alert unknown ca",           "alert access denied"};
    return std::ranges::any_of(kAlerts, [&](std::string_view alert) {
        return detail.find(alert) != std::string_view::npos;
    });
}

ErrorKind kindOf(CURLcode code) {
    switch (code) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_LOGIN_DENIED:  // User and password in the URL.
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
            return ErrorKind::InvalidInput;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_SSL_CLIENTCERT:
            return ErrorKind::PermissionDenied;
        case CURLE_OUT_OF_MEMORY:
            return ErrorKind::ResourceExhausted;
        case CURLE_BAD_FUNCTION_ARGUMENT:
        case CURLE_FAILED_INIT:
        case CURLE_UNKNOWN_OPTION:
        case CURLE_NOT_BUILT_IN:
            return ErrorKind::Internal;
        default:
            return ErrorKind::Unavailable;
    }
}

/// What happened, and what can be done about it.
const char* sentenceOf(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return "the server's name is unknown; check it and the network";
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_PROXY:
            return "the proxy that the environment names cannot be used";
        case CURLE_COULDNT_CONNECT:
            return "cannot connect to the server";
        case CURLE_OPERATION_TIMEDOUT:
            return "the server did not answer in time";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
            return "the server's certificate is not trusted; if it is right, name its root "
                   "certificate";
        case CURLE_SSL_CLIENTCERT:
            return "the server wants another client certificate";
        case CURLE_SSL_CERTPROBLEM:
            return "the client certificate cannot be used: its file needs certificate and key in "
                   "PEM form, without a passphrase";
        case CURLE_SSL_CACERT_BADFILE:
            return "the root certificates cannot be read";
        case CURLE_SSL_CONNECT_ERROR:
            return "no encrypted connection to the server comes about";
        case CURLE_PARTIAL_FILE:
            return "the server hung up in the middle of its answer";
        case CURLE_GOT_NOTHING:
            return "the server hung up without an answer";
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
            return "the connection to the server broke";
        case CURLE_OUT_OF_MEMORY:
            return "the server's headers are too large, or memory is short";
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_HTTP2:
        case CURLE_BAD_CONTENT_ENCODING:
            return "what answers is no HTTP server";
        default:
            return "the request failed";
    }
}

/// Whether libcurl's sentence tells more and is safe to show: one about a proxy may hold the
/// proxy's password.
bool isDetailShown(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PARTIAL_FILE:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
            return true;
        default:
            return false;
    }
}

}  // namespace

void throwError(CURLcode code, std::string_view detail, const std::string& origin) {
    const bool isRefusal = isClientRefused(detail);
    if (isRefusal) code = CURLE_SSL_CLIENTCERT;
    std::string message = sentenceOf(code);
    ErrorKind kind = kindOf(code);
    // URLs were checked before: it is the server that speaks another protocol.
    if (code == CURLE_UNSUPPORTED_PROTOCOL) kind = ErrorKind::Unavailable;
    // The server ended the handshake on purpose, and will the next time.
    if (code == CURLE_SSL_CONNECT_ERROR && detail.find(" alert ") != std::string_view::npos)
        kind = ErrorKind::PermissionDenied;
    if (isRefusal || (isDetailShown(code) && !detail.empty())) {
        constexpr std::size_t kShownMax = 300;
        message += " (" + withoutControls(detail.substr(0, kShownMax)) + ")";
    } else if (message == sentenceOf(CURLE_OK)) {
        message += std::string{" ("} + curl_easy_strerror(code) + ")";
    }
    throw Error{kind, message, {{"server", origin}}};
}

void expectOk(CURLcode code) {
    if (code == CURLE_OK) return;
    throw Error{code == CURLE_OUT_OF_MEMORY ? ErrorKind::ResourceExhausted : ErrorKind::Internal,
                std::string{"libcurl: "} + curl_easy_strerror(code)};
}

void expectOk(CURLMcode code) {
    if (code == CURLM_OK) return;
    throw Error{code == CURLM_OUT_OF_MEMORY ? ErrorKind::ResourceExhausted : ErrorKind::Internal,
                std::string{"libcurl: "} + curl_multi_strerror(code)};
}

void initialize() {
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    expectOk(initialized);
}

std::string originOf(const std::string& url) {
    const std::unique_ptr<CURLU, CloseUrl> parsed{curl_url()};
    if (!parsed) throw std::bad_alloc{};
    const auto part = [&](CURLUPart which, unsigned flags = 0) -> std::string {
        char* text = nullptr;
        const bool isThere = curl_url_get(parsed.get(), which, &text, flags) == CURLUE_OK;
        const std::unique_ptr<char, FreeText> owner{text};
        return isThere ? std::string{text} : std::string{};
    };
    const bool isValid =
        url.find('\0') == std::string::npos &&
        curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) == CURLUE_OK;
    const std::string scheme = isValid ? part(CURLUPART_SCHEME) : "";
    if (scheme != "http" && scheme != "https")
        throw Error{ErrorKind::InvalidInput,
                    "the server's URL is malformed; it begins with http:// or https://"};
    char* user = nullptr;
    const bool hasUser = curl_url_get(parsed.get(), CURLUPART_USER, &user, 0) == CURLUE_OK;
    const std::unique_ptr<char, FreeText> owner{user};
    if (hasUser)
        throw Error{ErrorKind::InvalidInput,
                    "a user or password does not belong into the URL of a request"};
    return scheme + "://" + part(CURLUPART_HOST) + ":" + part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

}  // namespace tl::curl
