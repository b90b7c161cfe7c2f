#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/curl_errors.h"
#include "infra/platform/curl_session.h"
#include "infra/platform/environment.h"
#include "infra/platform/http_trust.h"
#include "infra/platform/mail_client.h"

namespace tl {

namespace {

struct FreeLines {
    void operator()(curl_slist* lines) const noexcept { curl_slist_free_all(lines); }
};

template <typename Value>
void setOption(CURL* easy, CURLoption option, Value value) {
    curl::expectOk(curl_easy_setopt(easy, option, value));
}

/// What libcurl reads from while it sends.
struct Upload {
    std::string_view rest;
    const std::stop_token& stop;
};

std::size_t sendPiece(char* out, std::size_t size, std::size_t count, void* self) {
    auto& upload = *static_cast<Upload*>(self);
    const std::size_t taken = std::min(size * count, upload.rest.size());
    std::memcpy(out, upload.rest.data(), taken);
    upload.rest.remove_prefix(taken);
    return taken;
}

/// libcurl calls it about once a second, also while it waits.
int endOnStop(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const Upload*>(self)->stop.stop_requested() ? 1 : 0;
}

std::string shownServer(const MailServer& server) {
    return server.host + ":" + std::to_string(server.port);
}

std::string urlOf(const MailServer& server) {
    const bool isAddress6 = server.host.find(':') != std::string::npos;
    const std::string host = isAddress6 ? "[" + server.host + "]" : server.host;
    const char* const scheme = server.security == MailSecurity::Tls ? "smtps://" : "smtp://";
    // The path is the name by which we greet.
    return scheme + host + ":" + std::to_string(server.port) + "/" +
           (hostName().empty() ? "localhost" : hostName());
}

void setTrust(CURL* easy, const HttpTrust& trust) {
    setOption(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!trust.certificates.empty()) {
        curl_blob blob{const_cast<char*>(trust.certificates.data()),  // NOLINT: libcurl only reads.
                       trust.certificates.size(), CURL_BLOB_NOCOPY};
        setOption(easy, CURLOPT_CAINFO_BLOB, &blob);
        setOption(easy, CURLOPT_CAPATH, nullptr);  // Or the system's would do, too.
    }
    if (!trust.file.empty()) setOption(easy, CURLOPT_CAINFO, trust.file.c_str());
    if (!trust.folder.empty()) setOption(easy, CURLOPT_CAPATH, trust.folder.c_str());
}

[[noreturn]] void fail(CURLcode code, CURL* easy, const char* detail, const MailServer& server) {
    long answer = 0;
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer);
    const auto refuse = [&](ErrorKind kind, std::string message) {
        if (answer >= 400)  // 4xx may pass, 5xx will not: RFC 5321, section 4.2.1.
            message += "; it answered " + std::to_string(answer);
        throw Error{kind, message, {{"server", shownServer(server)}}};
    };
    constexpr long kForGood = 500;
    if (code == CURLE_LOGIN_DENIED)
        refuse(ErrorKind::PermissionDenied,
               "the mail server refuses the login; check user and password");
    if (code == CURLE_USE_SSL_FAILED)
        refuse(ErrorKind::PermissionDenied,
               "the mail server offers no encryption, so nothing was sent; if that is meant, say "
               "security=none, without a login");
    if (answer == 530)
        refuse(ErrorKind::PermissionDenied, "the mail server wants a login, or encryption");
    if (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR)
        if (answer >= kForGood)
            refuse(ErrorKind::InvalidInput, "the mail server refuses an address or the message");
    if (code == CURLE_WEIRD_SERVER_REPLY)
        refuse(ErrorKind::Unavailable, "what answers is no mail server, or not ready");
    curl::throwError(code, detail, shownServer(server));
}

}  // namespace

void sendMail(const MailServer& server,
              const MailEnvelope& envelope,
              const std::string& message,
              const std::stop_token& stop) {
    throwIfStopped(stop);
    if (server.security == MailSecurity::None && !server.user.empty())
        throw Error{ErrorKind::InvalidInput,
                    "a login without encryption would show the password to others"};
    curl::initialize();
    const HttpTrust trust = loadTrust(server.certificateFiles);
    const std::unique_ptr<CURL, curl::CloseEasy> owner{curl_easy_init()};
    CURL* const easy = owner.get();
    if (easy == nullptr) throw std::bad_alloc{};
    std::unique_ptr<curl_slist, FreeLines> receivers;
    for (const std::string& address : envelope.to) {
        curl_slist* const lines = curl_slist_append(receivers.get(), address.c_str());
        if (lines == nullptr) throw std::bad_alloc{};
        if (!receivers) receivers.reset(lines);
    }
    Upload upload{.rest = message, .stop = stop};
    std::string detail(CURL_ERROR_SIZE, '\0');
    const std::string url = urlOf(server);
    setOption(easy, CURLOPT_URL, url.c_str());
    setOption(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    setOption(easy, CURLOPT_PROXY, "");  // Those of the environment are for HTTP.
    setOption(easy, CURLOPT_NOSIGNAL, 1L);
    setOption(easy, CURLOPT_QUICK_EXIT, 1L);
    setOption(easy, CURLOPT_ERRORBUFFER, detail.data());
    setOption(easy, CURLOPT_TIMEOUT, static_cast<long>(server.timeMax.count()));
    if (server.security != MailSecurity::None)
        setOption(easy, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    setTrust(easy, trust);
    if (!server.user.empty()) {
        setOption(easy, CURLOPT_USERNAME, server.user.c_str());
        std::string password{server.password.text()};  // libcurl wants a zero behind it.
        setOption(easy, CURLOPT_PASSWORD, password.c_str());
        wipe(std::as_writable_bytes(std::span{password}));
    }
    setOption(easy, CURLOPT_MAIL_FROM, envelope.from.c_str());
    setOption(easy, CURLOPT_MAIL_RCPT, receivers.get());
    setOption(easy, CURLOPT_UPLOAD, 1L);
    setOption(easy, CURLOPT_READFUNCTION, &sendPiece);
    setOption(easy, CURLOPT_READDATA, &upload);
    setOption(easy, CURLOPT_NOPROGRESS, 0L);
    setOption(easy, CURLOPT_XFERINFOFUNCTION, &endOnStop);
    setOption(easy, CURLOPT_XFERINFODATA, &upload);
    const CURLcode code = curl_easy_perform(easy);
    throwIfStopped(stop);
    if (code != CURLE_OK) fail(code, easy, detail.c_str(), server);
}

}  // namespace tl
