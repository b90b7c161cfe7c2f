#include <atomic>
#include <mutex>
#include <thread>

#include "http_fixture.h"
#include "infra/errors/kind_thrown.h"

namespace tl {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// Counts bytes; may take its time over each piece.
class CountingTraffic final : public Traffic {
  public:
    explicit CountingTraffic(milliseconds delay = {}) : delay_{delay} {}

    void beforeUpload(std::size_t bytes, const std::stop_token& stop) override {
        count(uploaded, bytes, stop);
    }
    void beforeDownload(std::size_t bytes, const std::stop_token& stop) override {
        count(downloaded, bytes, stop);
    }

    std::atomic<std::size_t> uploaded = 0;
    std::atomic<std::size_t> downloaded = 0;
    std::atomic<std::size_t> largest = 0;

  private:
    void count(std::atomic<std::size_t>& total, std::size_t bytes, const std::stop_token& stop) {
        total += bytes;
        if (bytes > largest) largest = bytes;
        for (const auto until = Clock::now() + delay_; Clock::now() < until;) {
            if (stop.stop_requested()) throw Cancelled{};
            std::this_thread::sleep_for(milliseconds{5});
        }
    }

    const milliseconds delay_;
};

/// How long `call` takes to be cancelled, when a stop comes `after` its start.
template <typename Call>
milliseconds timeToStop(const Call& call, milliseconds after = milliseconds{200}) {
    std::stop_source source;
    Clock::time_point stopped;
    const std::jthread stopper{[&] {
        std::this_thread::sleep_for(after);
        stopped = Clock::now();
        source.request_stop();
    }};
    EXPECT_THROW(call(source.get_token()), Cancelled);
    return std::chrono::duration_cast<milliseconds>(Clock::now() - stopped);
}

const std::string& http() {
    static const std::string url = told("TL_HTTP");
    return url;
}

class OddServerTest : public HttpClientTest {
  protected:
    HttpResponse get(const std::string& path) {
        return HttpClientTest::get(*client_, http() + path);
    }
    ErrorKind kindOf(const std::string& path) {
        return errorOf([&] { (void)get(path); }).kind();
    }
    HttpResponse put(const std::string& path, std::span<const std::byte> body) {
        return client_->send({.method = "PUT", .url = http() + path, .body = body}, {});
    }

    CountingTraffic traffic_;
    const HttpSettings settings_{.userAgent = "tl/1",
                                 .connectTimeout = milliseconds{1000},
                                 .stuckTimeout = milliseconds{1000},
                                 .traffic = &traffic_};
    const std::unique_ptr<HttpClient> client_ = makeHttpClient(settings_);
};

TEST_F(OddServerTest, ReadsAnAnswer) {
    const HttpResponse response = get("/bytes/300000");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.findHeader("Content-Length"), "300000");
    EXPECT_TRUE(response.body == pattern(0, 300000));
    EXPECT_EQ(traffic_.downloaded, 300000U);
    EXPECT_LE(traffic_.largest, kTrafficPieceBytes);
}

TEST_F(OddServerTest, SendsMethodPathHeadersAndBodyAsTheyStand) {
    const Secret token = Secret::fromText("s3cret");
    const auto body = pattern(7, 200001);
    const HttpResponse response =
        client_->send({.method = "PATCH",
                       .url = http() + "/echo/a%2Fb/../c%20d?x=%7E&y",
                       .headers = {{"X-Mine", "a: b"}, {"X-Empty", ""}, {"Accept", "text/x"}},
                       .secretHeaders = {{"Authorization", &token}},
                       .body = body},
                      {});
    const std::string seen = textOf(response);
    for (const char* part :
         {R"("method": "PATCH")", R"("path": "/echo/a%2Fb/../c%20d?x=%7E&y")",
          R"(["X-Mine", "a: b"])", R"(["X-Empty", ""])", R"(["Accept", "text/x"])",
          R"(["Authorization", "s3cret"])", R"(["User-Agent", "tl/1"])",
          R"(["Content-Length", "200001"])", R"("bytes": 200001)"})
        EXPECT_NE(seen.find(part), std::string::npos) << part << " in " << seen;
    EXPECT_EQ(seen.find("Expect"), std::string::npos) << "asking first costs a round trip";
    EXPECT_EQ(traffic_.uploaded, body.size());
    EXPECT_LE(traffic_.largest, kTrafficPieceBytes);
}

TEST_F(OddServerTest, TellsTheLengthOfAnEmptyBody) {
    for (const char* method : {"PUT", "POST"}) {
        const auto response = client_->send({.method = method, .url = http() + "/echo"}, {});
        EXPECT_NE(textOf(response).find(R"(["Content-Length", "0"])"), std::string::npos);
    }
    const auto response = client_->send({.method = "DELETE", .url = http() + "/echo"}, {});
    EXPECT_EQ(textOf(response).find("Content-Length"), std::string::npos);
}

TEST_F(OddServerTest, HeadReadsNoBody) {
    const auto response = client_->send({.method = "HEAD", .url = http() + "/bytes/5000"}, {});
    EXPECT_EQ(response.findHeader("Content-Length"), "5000");
    EXPECT_TRUE(response.body.empty());
}

TEST_F(OddServerTest, AnErrorStatusIsAnAnswer) {
    for (const int status : {400, 401, 403, 404, 409, 412, 429, 500, 503, 599}) {
        const auto response = get("/status/" + std::to_string(status));
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(textOf(response), "told");
    }
}

TEST_F(OddServerTest, FollowsNoRedirect) {
    const auto response = get("/redirect/1");
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(response.findHeader("location"), "/echo");
}

TEST_F(OddServerTest, RefusesAStatusOfNoMeaning) {
    EXPECT_EQ(kindOf("/raw-status/700"), ErrorKind::Unavailable);
    EXPECT_EQ(kindOf("/raw-status/999"), ErrorKind::Unavailable);
}

TEST_F(OddServerTest, FillsATarget) {
    std::vector<std::byte> target(1000);
    HttpRequest request{.url = http() + "/bytes/5000", .target = target};
    request.headers = {{"Range", "bytes=3000-3999"}};
    HttpResponse response = client_->send(request, {});
    EXPECT_EQ(response.status, 206);
    EXPECT_EQ(response.targetBytes, 1000U);
    EXPECT_EQ(target, pattern(3000, 1000));
    request.headers = {{"Range", "bytes=4990-5999"}};
    response = client_->send(request, {});
    EXPECT_EQ(response.targetBytes, 10U) << "the file ends";
}

TEST_F(OddServerTest, LeavesUnreadWhatDoesNotFitTheTarget) {
    std::vector<std::byte> target(100'000);
    for (const char* path : {"/bytes/50000000", "/unending"}) {
        const auto response = client_->send({.url = http() + path, .target = target}, {});
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.targetBytes, target.size());
        EXPECT_EQ(target, pattern(0, target.size()));
    }
    EXPECT_LT(traffic_.downloaded, 1'000'000U);
    EXPECT_EQ(get("/echo").status, 200) << "the next request is a fresh one";
}

TEST_F(OddServerTest, AnErrorsBodyStaysOutOfTheTarget) {
    std::vector<std::byte> target(100);
    const auto response = client_->send({.url = http() + "/status/404", .target = target}, {});
    EXPECT_EQ(response.targetBytes, 0U);
    EXPECT_EQ(textOf(response), "told");
}

TEST_F(OddServerTest, ReadsChunks) {
    const auto response = get("/chunked/123456");
    EXPECT_TRUE(response.body == pattern(0, 123456));
    EXPECT_FALSE(response.findHeader("X-Trailer").has_value());
}

TEST_F(OddServerTest, PassesOverInterimAnswers) {
    const auto response = get("/interim");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(textOf(response), "done");
    EXPECT_FALSE(response.findHeader("X-Early").has_value());
}

TEST_F(OddServerTest, AsksBeforeSendingWhereTheCallerWantsIt) {
    const auto body = pattern(0, 500'000);
    const auto send = [&](const std::string& path) {
        return client_->send({.method = "PUT",
                              .url = http() + path,
                              .headers = {{"Expect", "100-continue"}},
                              .body = body},
                             {});
    };
    EXPECT_NE(textOf(send("/echo")).find(R"("bytes": 500000)"), std::string::npos);
    traffic_.uploaded = 0;
    EXPECT_EQ(send("/refuse-expect").status, 403);
    EXPECT_EQ(traffic_.uploaded, 0U);
}

TEST_F(OddServerTest, KeepsConnectionsAndOutlivesTheirEnd) {
    const auto count = [&] { return std::stoi(textOf(get("/connections"))); };
    const int before = count();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(get("/bytes/10").status, 200);
    EXPECT_EQ(count(), before) << "one connection for all";
    const auto body = pattern(0, 300'000);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(put("/closes-later", body).status, 200);
        EXPECT_NE(textOf(put("/echo", body)).find(R"("bytes": 300000)"), std::string::npos);
    }
}

TEST_F(OddServerTest, ABrokenAnswerIsWorthARetry) {
    for (const char* path :
         {"/reset/200000", "/cut/200000", "/nothing", "/rubbish", "/hang", "/hang-body/200000"}) {
        const auto start = Clock::now();
        EXPECT_EQ(kindOf(path), ErrorKind::Unavailable) << path;
        EXPECT_LT(Clock::now() - start, std::chrono::seconds{4}) << path;
        EXPECT_EQ(get("/bytes/1").status, 200) << "after " << path;
    }
    std::vector<std::byte> target(200'000);
    const auto broken = [&] {
        (void)client_->send({.url = http() + "/cut/200000", .target = target}, {});
    };
    EXPECT_EQ(kindThrown(broken), ErrorKind::Unavailable) << "half a target is no answer";
}

TEST_F(OddServerTest, ABrokenUploadIsWorthARetry) {
    const auto body = pattern(0, std::size_t{20} << 20U);
    for (const char* path : {"/reset-upload/1000000", "/hang-upload/1000000"}) {
        const auto start = Clock::now();
        EXPECT_EQ(kindThrown([&] { (void)put(path, body); }), ErrorKind::Unavailable) << path;
        EXPECT_LT(Clock::now() - start, std::chrono::seconds{4}) << path;
    }
}

TEST_F(OddServerTest, ReadsARefusalThatComesBeforeTheBodyIsSent) {
    const auto body = pattern(0, std::size_t{20} << 20U);
    const auto response = put("/early-refusal/1000", body);
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(textOf(response), "no");
}

TEST_F(OddServerTest, BoundsWhatAServerMaySend) {
    const auto kindFor = [&](const char* path, std::size_t bodyMax) {
        return kindThrown(
            [&] { (void)client_->send({.url = http() + path, .bodyMaxBytes = bodyMax}, {}); });
    };
    EXPECT_EQ(kindFor("/bytes/1001", 1000), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindFor("/bytes/1000", 1000), std::nullopt);
    EXPECT_EQ(kindFor("/chunked/1001", 1000), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindFor("/unending", std::size_t{1} << 20U), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOf("/unending-headers"), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOf("/unending-line"), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOf("/unending-interim"), ErrorKind::ResourceExhausted);
    EXPECT_EQ(kindOf("/headers/400"), ErrorKind::ResourceExhausted);
    EXPECT_EQ(get("/headers/100").headers.size(), 103U) << "100, and those of any answer";
}

TEST_F(OddServerTest, ABodyLongerThanItsLengthIsCutAndSpoilsNoLaterAnswer) {
    EXPECT_EQ(get("/longer/1000").body, pattern(0, 1000));
    try {
        EXPECT_EQ(textOf(get("/status/404")), "told");
    } catch (const Error& error) {  // The rest was in the way.
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        EXPECT_EQ(textOf(get("/status/404")), "told");
    }
}

TEST_F(OddServerTest, ASlowServerIsNotAStuckOne) {
    const auto response = get("/slow/20");
    EXPECT_EQ(response.body, pattern(0, 20)) << "2 s in all, but never 1 s without a byte";
}

TEST_F(OddServerTest, AServerThatDripsIsStuck) {
    const Error error = errorOf([&] { (void)get("/drip/1000"); });
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable) << "a byte each half second";
    EXPECT_NE(error.describe().find("no more than"), std::string::npos) << error.describe();
}

TEST_F(OddServerTest, WaitingForItsTurnIsNotBeingStuck) {
    CountingTraffic slow{milliseconds{1500}};
    HttpSettings settings = settings_;
    settings.traffic = &slow;
    const auto client = makeHttpClient(settings);
    EXPECT_EQ(HttpClientTest::get(*client, http() + "/bytes/10").body, pattern(0, 10));
    const auto body = pattern(0, 10);
    EXPECT_EQ(client->send({.method = "PUT", .url = http() + "/echo", .body = body}, {}).status,
              200);
}

TEST_F(OddServerTest, AStopEndsEveryWait) {
    const auto patient = makeHttpClient({});
    CountingTraffic slow{std::chrono::minutes{1}};
    const auto paced = makeHttpClient({.traffic = &slow});
    const auto body = pattern(0, std::size_t{20} << 20U);
    const auto request = [&](HttpClient& client, const std::string& url, bool isUpload) {
        return timeToStop([&](const std::stop_token& stop) {
            HttpRequest sent{.url = url};
            if (isUpload) sent = {.method = "PUT", .url = url, .body = body};
            (void)client.send(sent, stop);
        });
    };
    constexpr milliseconds kMax{1000};
    EXPECT_LT(request(*patient, http() + "/hang", false), kMax);
    EXPECT_LT(request(*patient, http() + "/hang-body/1000000", false), kMax);
    EXPECT_LT(request(*patient, http() + "/hang-upload/1000", true), kMax);
    EXPECT_LT(request(*patient, http() + "/slow/1000", false), kMax);
    EXPECT_LT(request(*patient, told("TL_HTTP_SILENT"), false), kMax);
    EXPECT_LT(request(*patient, told("TL_HTTPS_SILENT"), false), kMax) << "in the TLS handshake";
    EXPECT_LT(request(*paced, http() + "/bytes/1000000", false), kMax) << "in the traffic";
    EXPECT_LT(request(*paced, http() + "/echo", true), kMax);
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_THROW((void)patient->send({.url = http() + "/echo"}, stopped.get_token()), Cancelled);
}

TEST_F(OddServerTest, GivesUpWhereNobodyAnswers) {
    const auto start = Clock::now();
    for (const char* variable : {"TL_HTTP_NOBODY", "TL_HTTP_SILENT", "TL_HTTPS_SILENT"})
        EXPECT_EQ(HttpClientTest::kindOf(settings_, told(variable)), ErrorKind::Unavailable)
            << variable;
    EXPECT_EQ(HttpClientTest::kindOf(settings_, "http://no-such-host.invalid/"),
              ErrorKind::Unavailable);
    EXPECT_LT(Clock::now() - start, std::chrono::seconds{8});
}

TEST_F(OddServerTest, RefusesWhatIsNoRequest) {
    const std::string secret = "hunter2";
    for (const std::string& url :
         {std::string{"ftp://127.0.0.1/"}, std::string{"127.0.0.1"}, std::string{},
          std::string{"file:///etc/passwd"}, "http://user:" + secret + "@127.0.0.1/",
          std::string{"http://127.0.0.1/a b"}, std::string{"http://127.0.0.1/\r\nX: y"},
          std::string{"http://127.0.0.1:99999/"}}) {
        const Error error = errorOf([&] { (void)client_->send({.url = url}, {}); });
        EXPECT_EQ(error.kind(), ErrorKind::InvalidInput) << url;
        EXPECT_EQ(error.describe().find(secret), std::string::npos) << error.describe();
    }
    const Secret broken = Secret::fromText(secret + "\r\nX-Injected: 1");
    const Error error = errorOf([&] {
        (void)client_->send({.url = http(), .secretHeaders = {{"Authorization", &broken}}}, {});
    });
    EXPECT_EQ(error.kind(), ErrorKind::InvalidInput);
    EXPECT_EQ(error.describe().find(secret), std::string::npos) << error.describe();
    for (const HttpHeader& header :
         {HttpHeader{"A\r\nB", "x"}, HttpHeader{"A", "x\ny"}, HttpHeader{"A:B", "x"},
          HttpHeader{"", "x"}, HttpHeader{"Expect", "\n"}})
        EXPECT_EQ(
            kindThrown([&] { (void)client_->send({.url = http(), .headers = {header}}, {}); }),
            ErrorKind::InvalidInput);
}

TEST_F(OddServerTest, ErrorsHoldNoSecret) {
    const Secret token = Secret::fromText("hunter2");
    for (const char* path : {"/reset/1000", "/nothing", "/rubbish"}) {
        const Error error = errorOf([&] {
            (void)client_->send({.url = http() + path + "?token=hunter2",
                                 .secretHeaders = {{"Authorization", &token}}},
                                {});
        });
        EXPECT_EQ(error.describe().find("hunter2"), std::string::npos) << error.describe();
        EXPECT_NE(error.describe().find(http()), std::string::npos) << error.describe();
    }
}

TEST_F(OddServerTest, ServesManyAtOnce) {
    std::atomic<int> good = 0;
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < 16; ++thread)
        threads.emplace_back([&, thread] {
            for (std::size_t i = 0; i < 10; ++i) {
                const std::size_t count = 10'000 * thread + i;
                if (get("/bytes/" + std::to_string(count)).body == pattern(0, count)) ++good;
                if (put("/echo", pattern(0, count)).status == 200) ++good;
            }
        });
    threads.clear();
    EXPECT_EQ(good, 320);
}

TEST_F(OddServerTest, AnUnboundStopOfOneLeavesTheOthersAlone) {
    std::stop_source source;
    std::vector<std::jthread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            if (get("/slow/10").body == pattern(0, 10)) ++good;
        });
    std::this_thread::sleep_for(milliseconds{300});
    source.request_stop();
    EXPECT_THROW((void)client_->send({.url = http() + "/slow/10"}, source.get_token()), Cancelled);
    threads.clear();
    EXPECT_EQ(good, 4);
}

TEST_F(OddServerTest, SpeaksThroughASocketInTheFileSystem) {
    HttpSettings settings = settings_;
    settings.unixSocket = told("TL_HTTP_SOCKET");
    ::setenv("http_proxy", told("TL_HTTP_NOBODY").c_str(), 1);
    const auto client = makeHttpClient(settings);
    const auto seen = textOf(HttpClientTest::get(*client, "http://somewhere.example/echo"));
    EXPECT_NE(seen.find(R"(["Host", "somewhere.example"])"), std::string::npos) << seen;
    settings.unixSocket += "-none";
    EXPECT_EQ(HttpClientTest::kindOf(settings, "http://localhost/"), ErrorKind::Unavailable);
}

TEST_F(OddServerTest, UsesTheProxyOfTheEnvironment) {
    ::setenv("http_proxy", http().c_str(), 1);
    const auto seen = textOf(HttpClientTest::get(*client_, "http://far.example/echo"));
    EXPECT_NE(seen.find("/proxied/http://far.example/echo"), std::string::npos) << seen;
    ::setenv("http_proxy", "http://user:hunter2@no-such-proxy.invalid:1", 1);
    const Error error =
        errorOf([&] { (void)HttpClientTest::get(*client_, "http://far.example/echo"); });
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.describe().find("hunter2"), std::string::npos) << error.describe();
}

}  // namespace
}  // namespace tl
