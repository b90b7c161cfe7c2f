#include "infra/platform/curl_transfer.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <span>
#include <utility>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/errors/stop.h"
#include "infra/platform/copy_bytes.h"
#include "infra/platform/curl_errors.h"
#include "infra/platform/secret.h"

namespace tl::curl {

namespace {

/// All header lines of an answer, interim answers included.
constexpr std::size_t kHeaderBytesMax = std::size_t{256} << 10U;
/// The most that is set aside for a body before it arrives, on the word of the server.
constexpr std::size_t kReserveMax = std::size_t{64} << 20U;
/// A server that moves less is stuck, whatever it drips. Any modem does a thousand times as much.
constexpr double kBytesPerSecondMin = 4;

template <typename Value>
void setOption(CURL* easy, CURLoption option, Value value) {
    expectOk(curl_easy_setopt(easy, option, value));
}

bool hasBreak(std::string_view text) {
    return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

long milliseconds(std::chrono::nanoseconds duration) {
    const auto count = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
    constexpr long kMax = 1'000'000'000;
    return static_cast<long>(std::clamp<decltype(count)>(count, 1, kMax));
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Keeps a request in its multi handle for a scope.
class Attached {
  public:
    Attached(CURLM* multi, CURL* easy) : multi_{multi}, easy_{easy} {
        expectOk(curl_multi_add_handle(multi, easy));
    }
    ~Attached() { curl_multi_remove_handle(multi_, easy_); }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

  private:
    CURLM* multi_;
    CURL* easy_;
};

}  // namespace

void WipeLines::operator()(curl_slist* lines) const noexcept {
    for (const curl_slist* line = lines; line != nullptr; line = line->next)
        wipe(std::as_writable_bytes(std::span{line->data, std::strlen(line->data)}));
    curl_slist_free_all(lines);
}

Transfer::Transfer(const ClientSettings& settings,
                   const HttpRequest& request,
                   const std::stop_token& stop)
    : settings_{settings},
      request_{request},
      stop_{stop},
      origin_{originOf(request.url)} {
    if (hasBreak(request.method) || request.method.empty())
        throw Error{ErrorKind::InvalidInput, "the request has no valid method"};
    bool expects = false;
    for (const HttpHeader& header : request.headers) {
        addHeader(header.name, header.value);
        expects = expects || header.name == "Expect";
    }
    for (const SecretHttpHeader& header : request.secretHeaders)
        addHeader(header.name, header.value->text());
    // libcurl would ask for leave before it sends a large body, and wait; that costs a round trip
    // on every pack. A caller for whom it is worth it says so.
    if (!expects) addHeaderLine("Expect:");
}

void Transfer::addHeader(const std::string& name, std::string_view value) {
    if (name.empty() || hasBreak(name) || name.find(':') != std::string::npos || hasBreak(value))
        throw Error{ErrorKind::InvalidInput,
                    "a header of the request, " + quoted(name) + ", is malformed"};
    std::string line;
    line.reserve(name.size() + value.size() + 3);  // Grown, it would leave copies of a secret.
    line += name;
    if (value.empty())
        line += ';';  // So libcurl wants it; a colon would remove a header of its own.
    else
        line.append(": ").append(value);
    addHeaderLine(line.c_str());
    wipe(std::as_writable_bytes(std::span{line}));
}

void Transfer::addHeaderLine(const char* line) {
    curl_slist* const lines = curl_slist_append(headers_.get(), line);
    if (lines == nullptr) throw std::bad_alloc{};
    if (!headers_) headers_.reset(lines);  // Later ones are appended to the same first line.
}

HttpResponse Transfer::run(Session& session) {
    throwIfStopped(stop_);
    prepare(session.easy.get());
    session.origin = origin_;
    return finish(drive(session));
}

void Transfer::prepare(CURL* easy) {
    easy_ = easy;
    curl_easy_reset(easy_);  // Keeps connections.
    set(easy_);
}

void Transfer::throwIfOver() const {
    throwIfStopped(stop_);
    throwIfStuck();
}

HttpResponse Transfer::finish(CURLcode code) {
    if (failure_) std::rethrow_exception(failure_);
    if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && isTargetFull_))
        throwError(code, detail_.c_str(), origin_);
    long status = 0;
    expectOk(curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status));
    if (status < 200 || status > 599)
        throw Error{ErrorKind::Unavailable,
                    "the server answered with the status " + std::to_string(status),
                    {{"server", origin_}}};
    response_.status = static_cast<int>(status);
    return std::move(response_);
}

void Transfer::set(CURL* easy) {
    const HttpSettings& http = settings_.http;
    setOption(easy, CURLOPT_URL, request_.url.c_str());
    setOption(easy, CURLOPT_PATH_AS_IS, 1L);
    setOption(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    // Many connections move more than one with many streams, and the services speak 1.1 best.
    setOption(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    setOption(easy, CURLOPT_HTTPHEADER, headers_.get());
    if (!http.userAgent.empty()) setOption(easy, CURLOPT_USERAGENT, http.userAgent.c_str());
    if (!http.unixSocket.empty()) {
        setOption(easy, CURLOPT_UNIX_SOCKET_PATH, http.unixSocket.c_str());
    }
    if (http.isDirect || !http.unixSocket.empty()) setOption(easy, CURLOPT_PROXY, "");
    setOption(easy, CURLOPT_NOSIGNAL, 1L);    // Signals and threads do not mix.
    setOption(easy, CURLOPT_QUICK_EXIT, 1L);  // A stop does not wait for a name server.
    setOption(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    setOption(easy, CURLOPT_BUFFERSIZE, static_cast<long>(kTrafficPieceBytes));
    setOption(easy, CURLOPT_UPLOAD_BUFFERSIZE, static_cast<long>(kTrafficPieceBytes));
    setOption(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(http.connectTimeout));
    setOption(easy, CURLOPT_ERRORBUFFER, detail_.data());
    setOption(easy, CURLOPT_HEADERFUNCTION, &Transfer::receiveHeader);
    setOption(easy, CURLOPT_HEADERDATA, this);
    setOption(easy, CURLOPT_WRITEFUNCTION, &Transfer::receiveBody);
    setOption(easy, CURLOPT_WRITEDATA, this);
    setBody(easy);
    setTls(easy);
}

void Transfer::setBody(CURL* easy) const {
    const std::string& method = request_.method;
    if (!request_.body.empty() || method == "PUT" || method == "POST") {
        setOption(easy, CURLOPT_UPLOAD, 1L);
        setOption(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        setOption(easy, CURLOPT_READFUNCTION, &Transfer::sendBody);
        setOption(easy, CURLOPT_READDATA, this);
        // A kept connection may turn out to be dead; then libcurl starts over on a new one.
        setOption(easy, CURLOPT_SEEKFUNCTION, &Transfer::seekBody);
        setOption(easy, CURLOPT_SEEKDATA, this);
    } else if (method == "HEAD") {
        setOption(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    setOption(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void Transfer::setTls(CURL* easy) const {
    const HttpSettings& http = settings_.http;
    const HttpTrust& trust = settings_.trust;
    setOption(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!trust.certificates.empty()) {
        curl_blob blob{const_cast<char*>(trust.certificates.data()),  // NOLINT: libcurl only reads.
                       trust.certificates.size(), CURL_BLOB_NOCOPY};
        setOption(easy, CURLOPT_CAINFO_BLOB, &blob);
        setOption(easy, CURLOPT_CAPATH, nullptr);  // Or the system's would do, too.
    }
    if (!trust.file.empty()) setOption(easy, CURLOPT_CAINFO, trust.file.c_str());
    if (!trust.folder.empty()) setOption(easy, CURLOPT_CAPATH, trust.folder.c_str());
    if (!http.clientCertificateFile.empty()) {
        setOption(easy, CURLOPT_SSLCERT, http.clientCertificateFile.c_str());
        setOption(easy, CURLOPT_SSLKEY, http.clientCertificateFile.c_str());
        setOption(easy, CURLOPT_KEYPASSWD, "");  // Or a key with a passphrase asks at the terminal.
    }
    if (http.isTlsUnchecked) {
        setOption(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        setOption(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

CURLcode Transfer::drive(Session& session) {
    CURLM* const multi = session.multi.get();
    const Attached attached{multi, easy_};
    const std::stop_callback wakeUp{stop_, [multi] { curl_multi_wakeup(multi); }};
    begin();
    for (int running = 1;;) {
        expectOk(curl_multi_perform(multi, &running));
        if (failure_) std::rethrow_exception(failure_);
        if (running == 0) return result(multi);
        throwIfOver();
        constexpr int kLookMilliseconds = 500;
        const auto waitMax = std::min<std::chrono::nanoseconds>(
            std::chrono::milliseconds{kLookMilliseconds}, settings_.http.stuckTimeout);
        expectOk(
            curl_multi_poll(multi, nullptr, 0, static_cast<int>(milliseconds(waitMax)), nullptr));
    }
}

CURLcode Transfer::result(CURLM* multi) const {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left))
        if (message->msg == CURLMSG_DONE && message->easy_handle == easy_)
            return message->data.result;
    return CURLE_FAILED_INIT;
}

void Transfer::throwIfStuck() const {
    if (std::chrono::steady_clock::now() - patienceBegin_ < settings_.http.stuckTimeout) return;
    curl_off_t connected = 0;
    expectOk(curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &connected));
    // Until there is a connection, the time for connecting counts.
    if (connected == 0) return;
    throw Error{ErrorKind::Unavailable,
                "the server has sent and taken " +
                    (bytesSince_ == 0 ? "nothing"
                                      : "no more than " + std::to_string(bytesSince_) + " bytes") +
                    " for " + std::to_string(milliseconds(settings_.http.stuckTimeout) / 1000) +
                    " s",
                {{"server", origin_}}};
}

void Transfer::startPatience() {
    patienceBegin_ = std::chrono::steady_clock::now();
    bytesSince_ = 0;
}

void Transfer::hasMoved(std::size_t bytes) {
    bytesSince_ += bytes;
    const std::chrono::duration<double> patience = settings_.http.stuckTimeout;
    if (static_cast<double>(bytesSince_) >= kBytesPerSecondMin * patience.count()) startPatience();
}

template <typename Wait>
void Transfer::waitForTurn(const Wait& wait) {
    if (settings_.http.traffic == nullptr) return;
    const auto begin = std::chrono::steady_clock::now();
    wait(*settings_.http.traffic);
    patienceBegin_ += std::chrono::steady_clock::now() - begin;
}

std::size_t Transfer::sendBody(char* out, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
        const auto rest = transfer.request_.body.subspan(transfer.sentBytes_);
        const auto piece = rest.first(std::min({rest.size(), size * count, kTrafficPieceBytes}));
        if (!piece.empty())
            transfer.waitForTurn([&](Traffic& traffic) {
                traffic.beforeUpload(piece.size(), transfer.stop_);
            });
        copyBytes(piece, {reinterpret_cast<std::byte*>(out), size * count});
        transfer.sentBytes_ += piece.size();
        transfer.hasMoved(piece.size());
        // What the server does with it all takes its own time.
        if (piece.size() == rest.size()) transfer.startPatience();
        return piece.size();
    } catch (...) {
        transfer.failure_ = std::current_exception();
        return CURL_READFUNC_ABORT;
    }
}

int Transfer::seekBody(void* self, curl_off_t offset, int origin) {
    auto& transfer = *static_cast<Transfer*>(self);
    const auto wanted = static_cast<std::size_t>(offset);
    if (origin != SEEK_SET || wanted > transfer.request_.body.size()) return CURL_SEEKFUNC_FAIL;
    transfer.sentBytes_ = wanted;
    return CURL_SEEKFUNC_OK;
}

std::size_t Transfer::receiveHeader(char* line, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    try {
        transfer.hasMoved(size * count);
        transfer.takeHeaderLine({line, size * count});
        return size * count;
    } catch (...) {
        transfer.failure_ = std::current_exception();
        return 0;
    }
}

void Transfer::takeHeaderLine(std::string_view line) {
    headerBytes_ += line.size();
    if (headerBytes_ > kHeaderBytesMax)
        throw Error{ErrorKind::ResourceExhausted,
                    "the server's headers are larger than " +
                        std::to_string(kHeaderBytesMax / 1024) + " KiB",
                    {{"server", origin_}}};
    if (line.starts_with("HTTP/")) {  // Of an interim answer such as 100, or the answer itself.
        response_.headers.clear();
        areHeadersComplete_ = false;
        return;
    }
    if (areHeadersComplete_) return;  // A trailer: nobody asked for it.
    const auto colon = line.find(':');
    if (trimmed(line).empty())
        areHeadersComplete_ = true;
    else if (colon != std::string_view::npos)
        response_.headers.push_back({.name = std::string{trimmed(line.substr(0, colon))},
                                     .value = std::string{trimmed(line.substr(colon + 1))}});
}

std::size_t Transfer::receiveBody(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t total = size * count;
    try {
        transfer.hasMoved(total);
        const bool goesOn = transfer.takeBody(std::as_bytes(std::span{bytes, total}));
        return goesOn ? total : CURL_WRITEFUNC_ERROR;
    } catch (...) {
        transfer.failure_ = std::current_exception();
        return CURL_WRITEFUNC_ERROR;
    }
}

bool Transfer::takeBody(std::span<const std::byte> bytes) {
    waitForTurn([&](Traffic& traffic) { traffic.beforeDownload(bytes.size(), stop_); });
    long status = 0;
    expectOk(curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status));
    if (!request_.target.empty() && (status == 200 || status == 206)) {
        const auto room = request_.target.subspan(response_.targetBytes);
        const auto taken = bytes.first(std::min(room.size(), bytes.size()));
        copyBytes(taken, room);
        response_.targetBytes += taken.size();
        isTargetFull_ = taken.size() < bytes.size();
        return !isTargetFull_;
    }
    std::vector<std::byte>& body = response_.body;
    if (bytes.size() > request_.bodyMaxBytes - body.size())
        throw Error{ErrorKind::ResourceExhausted,
                    "the server's answer is larger than " + std::to_string(request_.bodyMaxBytes) +
                        " bytes",
                    {{"server", origin_}}};
    if (body.empty()) {
        curl_off_t announced = 0;
        expectOk(curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced));
        const auto expected = static_cast<std::size_t>(std::max<curl_off_t>(announced, 0));
        body.reserve(std::min({expected, request_.bodyMaxBytes, kReserveMax}));
    }
    body.insert(body.end(), bytes.begin(), bytes.end());
    return true;
}

}  // namespace tl::curl
