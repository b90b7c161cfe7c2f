#include "storage/b2/b2_backend.h"

#include <deque>
#include <functional>
#include <string_view>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"

namespace tl::storage {
namespace {

const FileId kKey{.type = FileType::Key, .name = std::string(64, 'a')};
const std::string kKeyPath = "keys/" + kKey.name;

HttpResponse answer(int status, std::string_view body = "", std::vector<HttpHeader> headers = {}) {
    const auto bytes = std::as_bytes(std::span{body});
    return {.status = status, .headers = std::move(headers), .body = {bytes.begin(), bytes.end()}};
}

std::string authorized(std::string_view allowed, std::string_view scheme = "https") {
    std::string text = R"({"accountId":"acc","authorizationToken":"token","apiUrl":"SCHEME://api",)"
                       R"("downloadUrl":"SCHEME://down","recommendedPartSize":100000000,)";
    for (auto at = text.find("SCHEME"); at != std::string::npos; at = text.find("SCHEME"))
        text.replace(at, 6, scheme);
    return text + R"("allowed":)" + std::string{allowed} + "}";
}

constexpr std::string_view kAllowed =
    R"({"bucketId":"b1","bucketName":"bucket","namePrefix":null,)"
    R"("capabilities":["listFiles","readFiles","writeFiles","deleteFiles"]})";
constexpr std::string_view kMayNotDelete =
    R"({"bucketId":"b1","bucketName":"bucket","capabilities":["listFiles","writeFiles"]})";
constexpr std::string_view kAddress =
    R"({"bucketId":"b1","uploadUrl":"https://pod/1","authorizationToken":"up"})";
constexpr std::string_view kOldToken = R"({"status":401,"code":"expired_auth_token"})";
constexpr std::string_view kBusy = R"({"status":503,"code":"service_unavailable"})";

/// Answers each request with the next of its answers, and keeps what it was asked.
class ScriptedClient final : public HttpClient {
  public:
    HttpResponse send(const HttpRequest& request, const std::stop_token& /*stop*/) override {
        asked.push_back(request.method + " " + request.url.substr(request.url.rfind("//") + 2));
        bodies.emplace_back(reinterpret_cast<const char*>(request.body.data()),
                            request.body.size());
        tokens.emplace_back(request.secretHeaders.at(0).value->text());
        if (answers.empty()) throw Error{ErrorKind::Internal, "no answer is left"};
        HttpResponse response = answers.front();
        answers.pop_front();
        if (response.status == 0) throw Error{ErrorKind::Unavailable, "the connection broke"};
        return response;
    }

    std::deque<HttpResponse> answers;
    std::vector<std::string> asked;
    std::vector<std::string> bodies;
    std::vector<std::string> tokens;
};

class B2BackendTest : public testing::Test {
  protected:
    B2BackendTest() { open("b2:bucket:repo"); }

    void open(const std::string& location) {
        auto client = std::make_unique<ScriptedClient>();
        client_ = client.get();
        B2Options options = parseB2Location(location).value();
        options.keyId = "id";
        options.key = Secret::fromText("hunter2");
        options.endpoint = "https://host";
        backend_ = std::make_unique<B2Backend>(options, std::move(client));
    }
    void script(std::deque<HttpResponse> answers) {
        client_->answers = std::move(answers);
        client_->asked.clear();
        client_->tokens.clear();
        client_->bodies.clear();
    }
    std::optional<ErrorKind> kindOfSave() {
        const std::string_view text = "content";
        return kindThrown([&] { backend_->save(kKey, std::as_bytes(std::span{text}), {}); });
    }

    ScriptedClient* client_ = nullptr;
    std::unique_ptr<B2Backend> backend_;
};

TEST_F(B2BackendTest, AuthorizesOnceAndUploadsToAnAddressOfItsOwn) {
    script(
        {answer(200, authorized(kAllowed)), answer(404), answer(200, kAddress), answer(200, "{}")});
    EXPECT_EQ(kindOfSave(), std::nullopt);
    EXPECT_EQ(client_->asked,
              (std::vector<std::string>{"GET host/b2api/v2/b2_authorize_account",
                                        "HEAD down/file/bucket/repo/" + kKeyPath,
                                        "POST api/b2api/v2/b2_get_upload_url", "POST pod/1"}));
    EXPECT_EQ(client_->tokens,
              (std::vector<std::string>{"Basic aWQ6aHVudGVyMg==", "token", "token", "up"}));
    script({answer(404), answer(200, "{}")});
    EXPECT_EQ(kindOfSave(), std::nullopt);
    EXPECT_EQ(client_->asked[1], "POST pod/1") << "the address serves again";
}

TEST_F(B2BackendTest, ReplacesAFileByALaterVersion) {
    script({answer(200, authorized(kAllowed)), answer(200, kAddress), answer(200, "{}")});
    const std::string_view text = "content";
    EXPECT_TRUE(backend_->tryReplace(kKey, std::as_bytes(std::span{text}), {}));
    EXPECT_EQ(client_->asked,
              (std::vector<std::string>{"GET host/b2api/v2/b2_authorize_account",
                                        "POST api/b2api/v2/b2_get_upload_url", "POST pod/1"}));
}

TEST_F(B2BackendTest, ARefusedUploadGoesToAnotherAddress) {
    script({answer(200, authorized(kAllowed)), answer(404), answer(200, kAddress),
            answer(503, kBusy), answer(200, kAddress), answer(401, kOldToken),
            answer(200, kAddress), answer(200, "{}")});
    EXPECT_EQ(kindOfSave(), std::nullopt);
    EXPECT_TRUE(client_->answers.empty());
}

TEST_F(B2BackendTest, GivesUpWhenNoAddressWorks) {
    script({answer(200, authorized(kAllowed)), answer(404)});
    for (int i = 0; i < 5; ++i) {
        client_->answers.push_back(answer(200, kAddress));
        client_->answers.push_back(answer(503, kBusy));
    }
    EXPECT_EQ(kindOfSave(), ErrorKind::Unavailable);
    EXPECT_TRUE(client_->answers.empty());
}

TEST_F(B2BackendTest, ACapIsFinal) {
    script({answer(200, authorized(kAllowed)), answer(404), answer(200, kAddress),
            answer(403, R"({"code":"storage_cap_exceeded"})")});
    EXPECT_EQ(kindOfSave(), ErrorKind::ResourceExhausted);
}

TEST_F(B2BackendTest, FindsAnUploadWhoseAnswerGotLost) {
    const std::vector<HttpHeader> stored{
        {.name = "Content-Length", .value = "7"},
        {.name = "X-Bz-Content-Sha1", .value = "040f06fd774092478d450774f5ba30c5da78acc8"}};
    script({answer(200, authorized(kAllowed)), answer(404), answer(200, kAddress), answer(0)});
    EXPECT_EQ(kindOfSave(), ErrorKind::Unavailable);
    script({answer(200, "", stored), answer(200, "", stored)});
    EXPECT_EQ(kindOfSave(), std::nullopt) << "it is what was to be stored";
    EXPECT_EQ(kindOfSave(), ErrorKind::AlreadyExists) << "and now it is stored";
}

TEST_F(B2BackendTest, AnUploadOfOthersIsNotOurs) {
    const std::vector<HttpHeader> stored{
        {.name = "Content-Length", .value = "7"},
        {.name = "X-Bz-Content-Sha1", .value = "da39a3ee5e6b4b0d3255bfef95601890afd80709"}};
    script({answer(200, authorized(kAllowed)), answer(404), answer(200, kAddress), answer(0),
            answer(200, "", stored)});
    EXPECT_EQ(kindOfSave(), ErrorKind::Unavailable);
    EXPECT_EQ(kindOfSave(), ErrorKind::AlreadyExists);
}

TEST_F(B2BackendTest, RenewsAnOldTokenOnce) {
    const std::vector<HttpHeader> size{{.name = "Content-Length", .value = "7"}};
    script({answer(200, authorized(kAllowed)), answer(401), answer(200, authorized(kAllowed)),
            answer(200, "", size)});
    EXPECT_EQ(backend_->trySize(kKey, {}), 7U);
    script({answer(401, kOldToken), answer(200, authorized(kAllowed)), answer(401, kOldToken)});
    EXPECT_EQ(kindThrown([&] { (void)backend_->trySize(kKey, {}); }), ErrorKind::Unavailable);
}

TEST_F(B2BackendTest, AWrongKeyIsSaidAndNotShown) {
    for (const char* code : {"unauthorized", "bad_auth_token"}) {
        script({answer(401, R"({"code":")" + std::string{code} + "\"}")});
        try {
            (void)backend_->trySize(kKey, {});
            ADD_FAILURE();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
            EXPECT_EQ(error.describe().find("hunter2"), std::string::npos);
        }
    }
}

TEST_F(B2BackendTest, AKeyForAnotherPlaceIsRefusedAtOnce) {
    const auto kindFor = [&](std::string_view allowed) {
        script({answer(200, authorized(allowed))});
        return kindThrown([&] { (void)backend_->trySize(kKey, {}); });
    };
    EXPECT_EQ(kindFor(R"({"bucketName":"other1","capabilities":[]})"), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindFor(R"({"namePrefix":"other/","capabilities":[]})"), ErrorKind::PermissionDenied);
    EXPECT_EQ(kindFor(R"({"namePrefix":"repo/x","capabilities":[]})"), ErrorKind::PermissionDenied);
    EXPECT_NE(kindFor(R"({"namePrefix":"repo/","capabilities":[]})"), ErrorKind::PermissionDenied);
}

TEST_F(B2BackendTest, GivesItsTokenToNoAddressInTheClear) {
    script({answer(200, authorized(kAllowed, "http"))});
    EXPECT_EQ(kindThrown([&] { (void)backend_->trySize(kKey, {}); }), ErrorKind::PermissionDenied);
    open("b2:bucket:repo");
    script({answer(200, authorized(kAllowed)), answer(404),
            answer(200, R"({"uploadUrl":"http://pod","authorizationToken":"up"})")});
    EXPECT_EQ(kindOfSave(), ErrorKind::PermissionDenied);
}

TEST_F(B2BackendTest, RemovesEveryVersionAndTheLatestLast) {
    const std::string name = "repo/" + kKeyPath;
    const auto version = [&](const std::string& id, const std::string& action) {
        return R"({"fileName":")" + name + R"(","fileId":")" + id + R"(","action":")" + action +
               R"(","contentLength":1})";
    };
    script({answer(200, authorized(kAllowed)),
            answer(200, R"({"files":[)" + version("new", "upload") + "," +
                            version("old", "upload") + "," + version("open", "start") + "]}"),
            answer(200, "{}"), answer(400, R"({"code":"file_not_present"})")});
    EXPECT_TRUE(backend_->remove(kKey, {}));
    EXPECT_NE(client_->bodies[2].find("\"old\""), std::string::npos);
    EXPECT_NE(client_->bodies[3].find("\"new\""), std::string::npos);
    EXPECT_TRUE(client_->answers.empty());
    script({answer(200, R"({"files":[]})")});
    EXPECT_FALSE(backend_->remove(kKey, {}));
    script({answer(200, R"({"files":[)" + version("h", "hide") + "]}"), answer(200, "{}")});
    EXPECT_FALSE(backend_->remove(kKey, {})) << "it was hidden";
}

TEST_F(B2BackendTest, HidesWhatItMayNotDelete) {
    const std::string file = R"({"fileName":"repo/)" + kKeyPath +
                             R"(","fileId":"1","action":"upload","contentLength":1})";
    script({answer(200, authorized(kMayNotDelete)), answer(200, R"({"files":[)" + file + "]}"),
            answer(200, "{}")});
    EXPECT_TRUE(backend_->remove(kKey, {}));
    EXPECT_EQ(client_->asked.back(), "POST api/b2api/v2/b2_hide_file");
}

TEST_F(B2BackendTest, ListsWithoutEndAndOtherRubbishAreRefused) {
    const std::string page = R"({"files":[],"nextFileName":"repo/keys/a"})";
    for (const std::string& rubbish :
         {std::string{"[]"}, std::string{"{}"}, std::string{R"({"files":[7]})"},
          std::string{R"({"files":[{"fileName":"x"}]})"}, std::string{"<html>"},
          std::string{R"({"files":[{"fileName":"x","action":"upload","contentLength":-1}]})"}}) {
        open("b2:bucket:repo");
        script({answer(200, authorized(kAllowed)), answer(200, rubbish)});
        EXPECT_EQ(kindThrown([&] { backend_->list(FileType::Key, {}, {}); }),
                  ErrorKind::Unavailable)
            << rubbish;
    }
    script({answer(200, page), answer(200, page)});
    EXPECT_EQ(kindThrown([&] { backend_->list(FileType::Key, {}, {}); }), ErrorKind::Unavailable);
}

TEST_F(B2BackendTest, AMissingBucketIsEmptyAndTakesNothing) {
    const HttpResponse none = answer(200, R"({"buckets":[]})");
    const auto fail = [](const FileId&, std::uint64_t) { ADD_FAILURE() << "visited"; };
    script({answer(200, authorized("null")), none, none});
    backend_->list(FileType::Key, fail, {});
    EXPECT_FALSE(backend_->remove(kKey, {}));
    client_->answers = {answer(404), none};
    EXPECT_EQ(kindOfSave(), ErrorKind::NoRepository);
}

TEST_F(B2BackendTest, TellsTheRegionOfTheAccountAndAsksNothingMore) {
    std::string text = authorized(kAllowed);
    text.insert(text.find("\"allowed\""),
                R"("s3ApiUrl":"https://s3.eu-central-003.backblazeb2.com",)");
    script({answer(200, text)});
    EXPECT_EQ(backend_->findRegion({}).region, cloudRegionNamed("backblaze", "eu-central-003"));
    EXPECT_EQ(backend_->findRegion({}).region->country, "nl");
    EXPECT_EQ(client_->asked.size(), 1U);
    open("b2:bucket:repo");
    script({answer(200, authorized(kAllowed))});
    EXPECT_FALSE(backend_->findRegion({}).region);
}

TEST(B2EncodedName, KeepsWhatUrlsMayHold) {
    EXPECT_EQ(b2EncodedName("data/ab/0f-1_2.~"), "data/ab/0f-1_2.~");
    EXPECT_EQ(b2EncodedName("a b+c%\xc3\xa4"), "a%20b%2Bc%25%C3%A4");
}

}  // namespace
}  // namespace tl::storage
