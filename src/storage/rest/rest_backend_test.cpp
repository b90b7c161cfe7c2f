#include "storage/rest/rest_backend.h"

#include <deque>
#include <functional>
#include <string_view>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

const FileId kPack{.type = FileType::Pack, .name = std::string(64, 'a')};

std::vector<std::byte> bytesOf(std::string_view text) {
    const auto bytes = std::as_bytes(std::span{text});
    return {bytes.begin(), bytes.end()};
}

/// Answers each request with the next of its answers, and keeps what it was asked.
class FakeClient final : public HttpClient {
  public:
    using Answer = std::function<HttpResponse(const HttpRequest&)>;

    HttpResponse send(const HttpRequest& request, const std::stop_token& /*stop*/) override {
        asked.push_back(request.method + " " + request.url);
        authorization.clear();
        for (const SecretHttpHeader& header : request.secretHeaders)
            authorization = header.name + ": " + std::string{header.value->text()};
        if (answers.empty()) throw Error{ErrorKind::Internal, "no answer is left"};
        const Answer answer = answers.front();
        answers.pop_front();
        return answer(request);
    }

    std::deque<Answer> answers;
    std::vector<std::string> asked;
    std::string authorization;
};

FakeClient::Answer status(int number, std::vector<HttpHeader> headers = {}) {
    return [=](const HttpRequest&) { return HttpResponse{.status = number, .headers = headers}; };
}

FakeClient::Answer text(std::string body) {
    return [=](const HttpRequest&) { return HttpResponse{.status = 200, .body = bytesOf(body)}; };
}

FakeClient::Answer breaks() {
    return [](const HttpRequest&) -> HttpResponse {
        throw Error{ErrorKind::Unavailable, "the connection broke"};
    };
}

FakeClient::Answer size(const std::string& number) {
    return status(200, {{.name = "Content-Length", .value = number}});
}

class RestBackendTest : public testing::Test {
  protected:
    RestBackendTest() {
        auto client = std::make_unique<FakeClient>();
        client_ = client.get();
        RestOptions options = parseRestLocation("rest:http://me:it@host/repo").value();
        backend_ = std::make_unique<RestBackend>(options, std::move(client));
    }

    std::optional<ErrorKind> kindOfSave(const FileId& id = kPack) {
        return kindThrown([&] { backend_->save(id, bytesOf("x"), {}); });
    }

    FakeClient* client_ = nullptr;
    std::unique_ptr<RestBackend> backend_;
};

const std::string kPackUrl = "http://host/repo/data/" + kPack.name;

TEST_F(RestBackendTest, SaysWhoItIs) {
    client_->answers = {status(200)};
    backend_->create({});
    EXPECT_EQ(client_->asked, (std::vector<std::string>{"POST http://host/repo/?create=true"}));
    EXPECT_EQ(client_->authorization, "Authorization: Basic bWU6aXQ=");
    EXPECT_EQ(backend_->properties().location, "rest:http://host/repo/");
}

TEST_F(RestBackendTest, LooksBeforeItSaves) {
    client_->answers = {size("1")};
    EXPECT_EQ(kindOfSave(), ErrorKind::AlreadyExists);
    client_->answers = {status(404), status(200)};
    EXPECT_EQ(kindOfSave(), std::nullopt);
    EXPECT_EQ(client_->asked, (std::vector<std::string>{"HEAD " + kPackUrl, "HEAD " + kPackUrl,
                                                        "POST " + kPackUrl}));
}

TEST_F(RestBackendTest, TellsATakenNameFromAForbiddenOne) {
    client_->answers = {status(404), status(403), size("1")};
    EXPECT_EQ(kindOfSave(), ErrorKind::AlreadyExists) << "another client was faster";
    client_->answers = {status(404), status(403), status(404)};
    EXPECT_EQ(kindOfSave(), ErrorKind::PermissionDenied);
}

TEST_F(RestBackendTest, RemovesWhatItDidNotFinishBeforeItSavesAgain) {
    client_->answers = {status(404), breaks()};
    EXPECT_EQ(kindOfSave(), ErrorKind::Unavailable);
    client_->answers = {breaks()};
    EXPECT_EQ(kindOfSave(), ErrorKind::Unavailable) << "it could not be removed";
    client_->asked.clear();
    client_->answers = {status(200), status(404), status(200)};
    EXPECT_EQ(kindOfSave(), std::nullopt);
    EXPECT_EQ(client_->asked, (std::vector<std::string>{"DELETE " + kPackUrl, "HEAD " + kPackUrl,
                                                        "POST " + kPackUrl}));
    client_->answers = {size("1")};
    EXPECT_EQ(kindOfSave(), ErrorKind::AlreadyExists) << "what is finished stays";
}

TEST_F(RestBackendTest, AnOverloadedServerMayHaveKeptAPart) {
    client_->answers = {status(404), status(503)};
    EXPECT_EQ(kindOfSave(), ErrorKind::Unavailable);
    client_->answers = {status(404), status(404), status(200)};
    EXPECT_EQ(kindOfSave(), std::nullopt);
    EXPECT_EQ(client_->asked[2], "DELETE " + kPackUrl);
}

TEST_F(RestBackendTest, NeverRemovesAConfig) {
    const FileId config{.type = FileType::Config, .name = {}};
    client_->answers = {status(404), breaks(), size("155")};
    EXPECT_EQ(kindOfSave(config), ErrorKind::Unavailable);
    EXPECT_EQ(kindOfSave(config), ErrorKind::AlreadyExists);
}

TEST_F(RestBackendTest, EveryStatusHasItsKind) {
    const std::pair<int, ErrorKind> kinds[] = {
        {301, ErrorKind::InvalidInput},      {400, ErrorKind::Unavailable},
        {401, ErrorKind::PermissionDenied},  {403, ErrorKind::PermissionDenied},
        {405, ErrorKind::Unsupported},       {413, ErrorKind::ResourceExhausted},
        {418, ErrorKind::InvalidInput},      {429, ErrorKind::Unavailable},
        {500, ErrorKind::Unavailable},       {503, ErrorKind::Unavailable},
        {507, ErrorKind::ResourceExhausted},
    };
    for (const auto& [number, kind] : kinds) {
        client_->answers = {status(number)};
        EXPECT_EQ(kindThrown([&] { (void)backend_->tryLoad(kPack, {}); }), kind) << number;
    }
    client_->answers = {status(404)};
    EXPECT_EQ(kindThrown([&] { backend_->create({}); }), ErrorKind::NoRepository);
}

TEST_F(RestBackendTest, ReadsVersionOneWithARequestForEachSize) {
    const std::string other(64, 'b');
    const std::string gone(64, 'c');
    client_->answers = {
        text("[\"" + kPack.name + "\",\"junk\",\"" + other + "\",\"" + gone + "\"]"), size("7"),
        size("8"), status(404)};
    std::vector<std::pair<std::string, std::uint64_t>> seen;
    backend_->list(
        FileType::Pack,
        [&](const FileId& id, std::uint64_t bytes) { seen.emplace_back(id.name, bytes); }, {});
    EXPECT_EQ(seen, (decltype(seen){{kPack.name, 7}, {other, 8}}));
}

TEST_F(RestBackendTest, RefusesListsThatMakeNoSense) {
    client_->answers = {text("<html>Welcome</html>")};
    EXPECT_EQ(kindThrown([&] { backend_->list(FileType::Key, {}, {}); }), ErrorKind::Unavailable);
}

TEST_F(RestBackendTest, BelievesNoRangeThatIsTooShort) {
    std::array<std::byte, 10> out{};
    const auto part = [&](int number, std::size_t bytes, std::string range) {
        return [=](const HttpRequest& request) {
            EXPECT_EQ(request.headers.front().value, "bytes=100-109");
            return HttpResponse{.status = number,
                                .headers = {{.name = "Content-Range", .value = range}},
                                .targetBytes = bytes};
        };
    };
    const auto load = [&] { return backend_->tryLoadRange(kPack, 100, out, {}); };
    client_->answers = {part(206, 10, "bytes 100-109/1000"), part(206, 4, "bytes 100-103/104"),
                        status(416), status(404)};
    EXPECT_EQ(load(), 10U);
    EXPECT_EQ(load(), 4U) << "the file ends";
    EXPECT_EQ(load(), 0U);
    EXPECT_EQ(load(), std::nullopt);
    client_->answers = {part(206, 4, "bytes 100-103/1000")};
    EXPECT_EQ(kindThrown(load), ErrorKind::Unavailable);
    client_->answers = {part(200, 10, "")};
    EXPECT_EQ(kindThrown(load), ErrorKind::Unsupported) << "that is the file's beginning";
}

TEST_F(RestBackendTest, ASizeHasToBeANumber) {
    for (const char* number : {"", "x", "-1", "1x", "99999999999999999999"}) {
        client_->answers = {size(number)};
        EXPECT_EQ(kindThrown([&] { (void)backend_->trySize(kPack, {}); }), ErrorKind::Unavailable);
    }
}

}  // namespace
}  // namespace tl::storage
