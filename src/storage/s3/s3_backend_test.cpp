// What a real server does not do when it is asked to: see tests/backends for what it does.

#include "storage/s3/s3_backend.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "storage/s3/fake_http_client.h"

namespace tl::storage {
namespace {

const std::string kName = "ab" + std::string(62, '0');
const FileId kPack{FileType::Pack, kName};
const FileId kConfig{FileType::Config, {}};
const std::vector<std::byte> kContent(10, std::byte{'x'});

class FixedCredentials final : public S3CredentialSource {
  public:
    SharedS3Credentials current(const std::stop_token&) override {
        return std::make_shared<const S3Credentials>(
            S3Credentials{.accessKeyId = "KEY", .secretKey = Secret::fromText("hushhush")});
    }
    bool renew(const SharedS3Credentials&) override { return false; }
};

class S3BackendTest : public testing::Test {
  protected:
    S3Backend& open(const std::map<std::string, std::string>& options = {},
                    const char* location = "s3:host/bucket/prefix") {
        S3Options s3 = parseS3Location(location).value();
        applyS3Options(options, s3);
        auto http = std::make_unique<FakeHttpClient>();
        http_ = http.get();
        backend_ = std::make_unique<S3Backend>(s3, std::move(http),
                                               std::make_unique<FixedCredentials>(), clock_);
        return *backend_;
    }
    const SentRequest& sent(std::size_t index) { return http_->sent().at(index); }
    std::string sentHeader(std::size_t index, const std::string& name) {
        const auto found = sent(index).headers.find(name);
        return found != sent(index).headers.end() ? found->second : "";
    }

    StillClock clock_{{1369353600, 0}};
    std::unique_ptr<S3Backend> backend_;
    FakeHttpClient* http_ = nullptr;  ///< Owned by the backend.
};

TEST_F(S3BackendTest, StoresANewObjectOnly) {
    S3Backend& backend = open();
    http_->expect(answer(200));
    backend.save(kPack, kContent, {});
    EXPECT_EQ(sent(0).method, "PUT");
    EXPECT_EQ(sent(0).url, "https://host/bucket/prefix/data/ab/" + kName);
    EXPECT_EQ(sentHeader(0, "If-None-Match"), "*");
    EXPECT_EQ(sent(0).body, "xxxxxxxxxx");
    http_->expect(refusal(412, "PreconditionFailed"));
    EXPECT_EQ(kindThrown([&] { backend.save(kPack, kContent, {}); }), ErrorKind::AlreadyExists);
}

TEST_F(S3BackendTest, ReplacesAnObjectWithOnePut) {
    S3Backend& backend = open();
    http_->expect(answer(200));
    EXPECT_TRUE(backend.tryReplace(kPack, kContent, {}));
    EXPECT_EQ(sent(0).method, "PUT");
    EXPECT_EQ(sent(0).url, "https://host/bucket/prefix/data/ab/" + kName);
    EXPECT_EQ(sentHeader(0, "If-None-Match"), "");
    http_->expect(refusal(403, "AccessDenied"));
    EXPECT_EQ(kindThrown([&] { (void)backend.tryReplace(kPack, kContent, {}); }),
              ErrorKind::PermissionDenied);
}

TEST_F(S3BackendTest, LooksFirstOnServersWithoutConditions) {
    S3Backend& backend = open();
    http_->expect(refusal(501, "NotImplemented"));
    http_->expect(answer(404));
    http_->expect(answer(200));
    backend.save(kPack, kContent, {});
    EXPECT_EQ(sent(1).method, "HEAD");
    EXPECT_EQ(sentHeader(2, "If-None-Match"), "");
    http_->expect(answer(200, {}, {{"Content-Length", "3"}}));
    EXPECT_EQ(kindThrown([&] { backend.save(kPack, kContent, {}); }), ErrorKind::AlreadyExists);
    http_->expect(answer(404));
    http_->expect(refusal(501, "NotImplemented"));
    EXPECT_EQ(kindThrown([&] { backend.save(kPack, kContent, {}); }), ErrorKind::Unsupported)
        << "what it cannot do without a condition either";
}

TEST_F(S3BackendTest, NeverTrustsAConditionWithTheConfig) {
    S3Backend& backend = open();
    http_->expect(answer(200, {}, {{"Content-Length", "155"}}));
    EXPECT_EQ(kindThrown([&] { backend.save(kConfig, kContent, {}); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(http_->sent().size(), 1U);
}

TEST_F(S3BackendTest, SendsAnMd5WhereTheBucketWantsIt) {
    S3Backend& backend = open();
    http_->expect(refusal(400, "InvalidRequest",
                          "<Message>Content-MD5 OR x-amz-checksum- HTTP header is required for Put "
                          "Object requests with Object Lock parameters</Message>"));
    http_->expect(answer(200));
    backend.save(kPack, kContent, {});
    EXPECT_EQ(sentHeader(0, "Content-MD5"), "");
    EXPECT_EQ(sentHeader(1, "Content-MD5"), "M2MRoBYYQybdvdYe3U7rUg==");
}

TEST_F(S3BackendTest, LocksAllButTheRepositorysLocks) {
    S3Backend& backend = open({{"s3.object-lock", "compliance"}, {"s3.object-lock-days", "30"}});
    http_->expect(answer(200));
    backend.save(kPack, kContent, {});
    EXPECT_EQ(sentHeader(0, "x-amz-object-lock-mode"), "COMPLIANCE");
    EXPECT_EQ(sentHeader(0, "x-amz-object-lock-retain-until-date"), "2013-06-23T00:00:00Z");
    EXPECT_NE(sentHeader(0, "Content-MD5"), "");
    http_->expect(answer(200));
    backend.save({FileType::Lock, kName}, kContent, {});
    EXPECT_EQ(sentHeader(1, "x-amz-object-lock-mode"), "");
}

TEST_F(S3BackendTest, PutsIntoAnArchiveOnlyWhatIsSeldomRead) {
    const auto classOf = [&](const char* storageClass, const FileId& id) {
        S3Backend& backend = open({{"s3.storage-class", storageClass}});
        http_->expect(answer(200));
        backend.save(id, kContent, {});
        return sentHeader(0, "x-amz-storage-class");
    };
    const FileId trees{FileType::Pack, kName, true};
    EXPECT_EQ(classOf("DEEP_ARCHIVE", kPack), "DEEP_ARCHIVE");
    EXPECT_EQ(classOf("DEEP_ARCHIVE", trees), "");
    EXPECT_EQ(classOf("GLACIER", {FileType::Index, kName}), "");
    EXPECT_EQ(classOf("STANDARD_IA", trees), "STANDARD_IA");
    EXPECT_EQ(classOf("STANDARD_IA", {FileType::Index, kName}), "STANDARD_IA");
}

class S3PartsTest : public S3BackendTest {
  protected:
    void SetUp() override {
        open({{"s3.part-size", "5"}, {"s3.storage-class", "STANDARD_IA"}});
        http_->expect(answer(200,
                             "<InitiateMultipartUploadResult><UploadId>id</UploadId>"
                             "</InitiateMultipartUploadResult>"));
    }
    const std::vector<std::byte> content_ =
        std::vector<std::byte>((std::size_t{5} << 20U) + 1, std::byte{'y'});
};

TEST_F(S3PartsTest, SendsLargeFilesInParts) {
    http_->expect(answer(200, {}, {{"ETag", "\"one\""}}));
    http_->expect(answer(200, {}, {{"ETag", "\"two\""}}));
    http_->expect(answer(200, "<CompleteMultipartUploadResult/>"));
    backend_->save(kPack, content_, {});
    const std::string url = "https://host/bucket/prefix/data/ab/" + kName;
    EXPECT_EQ(sent(0).url, url + "?uploads=");
    EXPECT_EQ(sentHeader(0, "x-amz-storage-class"), "STANDARD_IA");
    EXPECT_EQ(sent(1).url, url + "?partNumber=1&uploadId=id");
    EXPECT_EQ(sent(1).body.size(), std::size_t{5} << 20U);
    EXPECT_EQ(sent(2).url, url + "?partNumber=2&uploadId=id");
    EXPECT_EQ(sent(2).body, "y");
    EXPECT_EQ(sentHeader(3, "If-None-Match"), "*");
    EXPECT_NE(sent(3).body.find("<PartNumber>2</PartNumber><ETag>\"two\"</ETag>"),
              std::string::npos);
    EXPECT_EQ(http_->sent().size(), 4U) << "a finished upload is aborted";
}

TEST_F(S3PartsTest, RemovesThePartsOfAnUploadThatFailed) {
    http_->expect(answer(200, {}, {{"ETag", "\"one\""}}));
    http_->expect(refusal(503, "SlowDown"));
    http_->expect(answer(204));
    EXPECT_EQ(kindThrown([&] { backend_->save(kPack, content_, {}); }), ErrorKind::Unavailable);
    EXPECT_EQ(sent(3).method, "DELETE");
    EXPECT_EQ(sent(3).url, "https://host/bucket/prefix/data/ab/" + kName + "?uploadId=id");
}

TEST_F(S3PartsTest, BelievesNoSuccessThatIsTakenBack) {
    http_->expect(answer(200, {}, {{"ETag", "\"one\""}}));
    http_->expect(answer(200, {}, {{"ETag", "\"two\""}}));
    http_->expect(refusal(200, "InternalError"));
    http_->expect(answer(204));
    EXPECT_EQ(kindThrown([&] { backend_->save(kPack, content_, {}); }), ErrorKind::Unavailable);
    EXPECT_EQ(sent(4).method, "DELETE");
}

TEST_F(S3PartsTest, RemovesThePartsWhereTheFileIsThereAlready) {
    http_->expect(answer(200, {}, {{"ETag", "\"one\""}}));
    http_->expect(answer(200, {}, {{"ETag", "\"two\""}}));
    http_->expect(refusal(412, "PreconditionFailed"));
    http_->expect(answer(204));
    EXPECT_EQ(kindThrown([&] { backend_->save(kPack, content_, {}); }), ErrorKind::AlreadyExists);
    EXPECT_EQ(sent(4).method, "DELETE");
}

TEST_F(S3BackendTest, TellsAMissingBucketFromAMissingFile) {
    S3Backend& backend = open();
    http_->expect(refusal(404, "NoSuchKey"));
    EXPECT_FALSE(backend.tryLoad(kPack, {}).has_value());
    http_->expect(refusal(404, "NoSuchBucket"));
    EXPECT_EQ(kindThrown([&] { (void)backend.tryLoad(kPack, {}); }), ErrorKind::NoRepository);
    http_->expect(refusal(404, "NoSuchBucket"));
    EXPECT_NO_THROW(backend.list(FileType::Key, {}, {})) << "init looks for keys";
    http_->expect(refusal(404, "NoSuchBucket"));
    EXPECT_EQ(kindThrown([&] { backend.save(kPack, kContent, {}); }), ErrorKind::NoRepository);
}

TEST_F(S3BackendTest, AsksAgainWhyALookWasRefused) {
    S3Backend& backend = open();
    http_->expect(answer(403));
    http_->expect(refusal(403, "RequestTimeTooSkewed"));
    try {
        (void)backend.trySize(kPack, {});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_NE(std::string{error.what()}.find("clock"), std::string::npos) << error.what();
    }
}

TEST_F(S3BackendTest, TakesNoOtherRangeThanItAskedFor) {
    S3Backend& backend = open();
    std::array<std::byte, 4> out{};
    const auto rangeAnswer = [](const char* contentRange, std::size_t count, int status = 206) {
        return [=](const HttpRequest& request) {
            std::memset(request.target.data(), 'z', count);
            HttpResponse response = answer(status, {}, {{"Content-Range", contentRange}});
            response.targetBytes = count;
            return response;
        };
    };
    const auto load = [&] { return backend.tryLoadRange(kPack, 100, out, {}); };
    http_->expect(rangeAnswer("bytes 100-103/200", 4));
    EXPECT_EQ(load(), 4U);
    EXPECT_EQ(sentHeader(0, "Range"), "bytes=100-103");
    http_->expect(rangeAnswer("bytes 100-101/102", 2));
    EXPECT_EQ(load(), 2U) << "the file ends there";
    http_->expect(refusal(416, "InvalidRange"));
    EXPECT_EQ(load(), 0U);
    const FakeHttpClient::Answer wrong[] = {rangeAnswer("bytes 0-3/200", 4),
                                            rangeAnswer("bytes 1000-1003/2000", 4),
                                            rangeAnswer("bytes 100-101/200", 2), rangeAnswer("", 4),
                                            rangeAnswer("bytes 100-103/200", 4, 200)};
    for (const FakeHttpClient::Answer& each : wrong) {
        http_->expect(each);
        EXPECT_EQ(kindThrown([&] { (void)load(); }), ErrorKind::Unavailable);
    }
}

TEST_F(S3BackendTest, ListsPageByPage) {
    S3Backend& backend = open();
    const std::string key = "prefix/data/ab/" + kName;
    http_->expect(answer(200,
                         "<ListBucketResult><IsTruncated>true</IsTruncated>"
                         "<NextContinuationToken>t+/=</NextContinuationToken>"
                         "<Contents><Key>prefix/data/cd/" +
                             kName + "</Key><Size>1</Size></Contents></ListBucketResult>"));
    http_->expect(answer(200, "<ListBucketResult><Contents><Key>" + key +
                                  "</Key><Size>7</Size></Contents></ListBucketResult>"));
    std::vector<std::uint64_t> sizes;
    backend.list(FileType::Pack, [&](const FileId&, std::uint64_t size) { sizes.push_back(size); },
                 {});
    EXPECT_EQ(sizes, std::vector<std::uint64_t>{7}) << "the first is a pack in the wrong folder";
    EXPECT_NE(sent(0).url.find("list-type=2"), std::string::npos);
    EXPECT_NE(sent(0).url.find("prefix=prefix%2Fdata%2F"), std::string::npos);
    EXPECT_NE(sent(1).url.find("continuation-token=t%2B%2F%3D"), std::string::npos);
}

TEST_F(S3BackendTest, EndsAListingThatGoesRoundInCircles) {
    S3Backend& backend = open();
    for (int i = 0; i < 2; ++i)
        http_->expect(answer(200,
                             "<ListBucketResult><IsTruncated>true</IsTruncated>"
                             "<NextContinuationToken>same</NextContinuationToken>"
                             "</ListBucketResult>"));
    const auto visit = [](const FileId&, std::uint64_t) {};
    EXPECT_EQ(kindThrown([&] { backend.list(FileType::Pack, visit, {}); }), ErrorKind::Unavailable);
}

TEST_F(S3BackendTest, MakesAMissingBucketInItsRegion) {
    S3Backend& backend = open({{"s3.region", "eu-west-1"}});
    http_->expect(refusal(404, "NoSuchBucket"));
    http_->expect(answer(200));
    backend.create({});
    EXPECT_EQ(sent(1).method, "PUT");
    EXPECT_EQ(sent(1).url, "https://host/bucket/");
    EXPECT_NE(sent(1).body.find("<LocationConstraint>eu-west-1<"), std::string::npos);
}

TEST_F(S3BackendTest, MakesNoBucketThatIsThereOrMayBe) {
    S3Backend& backend = open();
    http_->expect(answer(200, "<ListBucketResult/>"));
    EXPECT_NO_THROW(backend.create({}));
    http_->expect(refusal(403, "AccessDenied"));
    EXPECT_NO_THROW(backend.create({})) << "a key for one prefix only";
    EXPECT_EQ(http_->sent().size(), 2U);
    http_->expect(refusal(403, "InvalidAccessKeyId"));
    EXPECT_EQ(kindThrown([&] { backend.create({}); }), ErrorKind::PermissionDenied);
    http_->expect(refusal(404, "NoSuchBucket"));
    http_->expect(refusal(409, "BucketAlreadyOwnedByYou"));
    EXPECT_NO_THROW(backend.create({})) << "somebody was faster";
    http_->expect(refusal(404, "NoSuchBucket"));
    http_->expect(refusal(409, "BucketAlreadyExists"));
    EXPECT_EQ(kindThrown([&] { backend.create({}); }), ErrorKind::InvalidInput);
}

TEST_F(S3BackendTest, NoErrorShowsTheSecretKey) {
    S3Backend& backend = open();
    http_->expect(refusal(403, "SignatureDoesNotMatch"));
    try {
        (void)backend.tryLoad(kPack, {});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.describe().find("hushhush"), std::string::npos);
    }
}

TEST_F(S3BackendTest, AsksTheServerForItsRegion) {
    S3Backend& backend = open();
    http_->expect(answer(200,
                         "<?xml version=\"1.0\"?><LocationConstraint "
                         "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-2"
                         "</LocationConstraint>"));
    const RegionAnswer told = backend.findRegion({});
    EXPECT_EQ(told.region, (CloudRegion{.name = "eu-west-2", .country = "gb"}));
    EXPECT_TRUE(told.isPlaceThere);
    EXPECT_EQ(sent(0).method, "GET");
    EXPECT_EQ(sent(0).url, "https://host/bucket/?location=");
    http_->expect(answer(403, {}, {{"x-amz-bucket-region", "eu-north-1"}}));
    http_->expect(answer(403, {}, {{"x-amz-bucket-region", "eu-north-1"}}));
    EXPECT_EQ(backend.findRegion({}).region->country, "se") << "refused, it is told all the same";
    http_->expect(refusal(404, "NoSuchBucket"));
    EXPECT_FALSE(backend.findRegion({}).isPlaceThere);
}

TEST_F(S3BackendTest, BelievesItsOptionsWhereTheServerTellsNoRegion) {
    const auto told = [this](const char* region, const HttpResponse& response) {
        S3Backend& backend =
            open(*region == 0 ? std::map<std::string, std::string>{}
                              : std::map<std::string, std::string>{{"s3.region", region}});
        http_->expect(response);
        const auto found = backend.findRegion({}).region;
        return found ? found->name : std::string{};
    };
    for (const HttpResponse& nothing :
         {answer(200, "<LocationConstraint>default</LocationConstraint>"),
          answer(200, "<LocationConstraint/>"), answer(200, "<ListBucketResult/>"),
          answer(200, "no XML"), refusal(403, "AccessDenied"), refusal(501, "NotImplemented"),
          refusal(405, "MethodNotAllowed")}) {
        EXPECT_EQ(told("", nothing), "");
        EXPECT_EQ(told("eu-central-1", nothing), "eu-central-1");
    }
    EXPECT_EQ(told("eu-central-1", answer(200,
                                          "<LocationConstraint>us-east-1"
                                          "</LocationConstraint>")),
              "us-east-1");
}

TEST_F(S3BackendTest, KnowsAmazonsRegionByTheSignatureThatItTakes) {
    constexpr const char* kAmazon = "s3:s3.amazonaws.com/bucket";
    S3Backend& first = open({}, kAmazon);
    http_->expect(answer(200, "<LocationConstraint/>"));
    EXPECT_EQ(first.findRegion({}).region, cloudRegionNamed("amazon", "us-east-1"));
    S3Backend& moved = open({}, kAmazon);
    http_->expect(refusal(400, "AuthorizationHeaderMalformed", "<Region>eu-central-1</Region>"));
    http_->expect(refusal(403, "AccessDenied"));
    EXPECT_EQ(moved.findRegion({}).region, cloudRegionNamed("amazon", "eu-central-1"));
    S3Backend& anonymous = open({{"s3.unsafe-anonymous-auth", "true"}}, kAmazon);
    http_->expect(refusal(403, "AccessDenied"));
    EXPECT_FALSE(anonymous.findRegion({}).region);
}

TEST_F(S3BackendTest, DoesNotTakeAFailureForARegion) {
    S3Backend& backend = open({{"s3.region", "eu-central-1"}});
    const auto kindOf = [&](const HttpResponse& response) {
        http_->expect(response);
        return kindThrown([&] { (void)backend.findRegion({}); });
    };
    EXPECT_EQ(kindOf(refusal(503, "SlowDown")), ErrorKind::Unavailable);
    EXPECT_EQ(kindOf(refusal(403, "InvalidAccessKeyId")), ErrorKind::PermissionDenied);
}

}  // namespace
}  // namespace tl::storage
