#include "storage/s3/s3_credential_chain.h"

#include <map>
#include <optional>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"
#include "storage/s3/fake_http_client.h"

namespace tl::storage {
namespace {

constexpr std::int64_t kNow = 1709251199;  // 2024-02-29T23:59:59Z

class CredentialChainTest : public testing::Test {
  protected:
    CredentialChainTest() { makeDirectory(folder_ / ".aws", 0700); }

    S3CredentialSource& open(const std::string& profile = {}) {
        auto http = std::make_unique<FakeHttpClient>();
        http_ = http.get();
        source_ = makeCredentialChain(
            {.variable = lookup(), .http = std::move(http), .profile = profile}, clock_);
        return *source_;
    }
    VariableLookup lookup() {
        return [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            if (found == variables_.end()) return std::nullopt;
            return found->second;
        };
    }
    /// "id/secret/token"
    std::string found(const std::string& profile = {}) {
        const SharedS3Credentials credentials = open(profile).current({});
        return credentials->accessKeyId + '/' + std::string{credentials->secretKey.text()} + '/' +
               std::string{credentials->sessionToken.text()};
    }
    void writeShared(const std::string& name, const std::string& text) {
        writeFile(folder_ / ".aws/" + name, text);
    }
    /// The two questions that every instance is asked first, and the answer to the third.
    void answerAsInstance(const std::string& id, const std::string& expiration) {
        http_->expect(answer(200, "imds-token\n"));
        http_->expect(answer(200, "role\n"));
        http_->expect(
            answer(200, R"({"Code": "Success", "AccessKeyId": ")" + id +
                            R"(", "SecretAccessKey": "s", "Token": "t", "Expiration": ")" +
                            expiration + "\"}"));
    }

    const TemporaryDirectory folder_;
    std::map<std::string, std::string> variables_{{"HOME", folder_.path()}};
    StillClock clock_{{kNow, 0}};
    std::unique_ptr<S3CredentialSource> source_;
    FakeHttpClient* http_ = nullptr;  ///< Owned by the source.
};

TEST_F(CredentialChainTest, TakesTheEnvironmentFirst) {
    writeShared("credentials", "[default]\naws_access_key_id=F\naws_secret_access_key=f\n");
    variables_["AWS_ACCESS_KEY_ID"] = "A";
    variables_["AWS_SECRET_ACCESS_KEY"] = "s";
    EXPECT_EQ(found(), "A/s/");
    variables_["AWS_SESSION_TOKEN"] = "t";
    EXPECT_EQ(found(), "A/s/t");
}

TEST_F(CredentialChainTest, KnowsMinioAndOldNames) {
    variables_["MINIO_ROOT_USER"] = "M";
    variables_["MINIO_ROOT_PASSWORD"] = "m";
    EXPECT_EQ(found(), "M/m/");
    variables_["AWS_ACCESS_KEY"] = "A";
    variables_["AWS_SECRET_KEY"] = "s";
    EXPECT_EQ(found(), "A/s/");
}

TEST_F(CredentialChainTest, HalfAPairIsAMistake) {
    variables_["AWS_ACCESS_KEY_ID"] = "A";
    EXPECT_EQ(kindThrown([&] { (void)found(); }), ErrorKind::InvalidInput);
}

TEST_F(CredentialChainTest, AKeyWithALineBreakIsAMistake) {
    variables_["AWS_ACCESS_KEY_ID"] = "A\r\nX-Other: b";
    variables_["AWS_SECRET_ACCESS_KEY"] = "s";
    EXPECT_EQ(kindThrown([&] { (void)found(); }), ErrorKind::InvalidInput);
}

TEST_F(CredentialChainTest, ReadsTheSharedFiles) {
    writeShared("credentials",
                "[default]\naws_access_key_id=D\naws_secret_access_key=d\n"
                "[work]\naws_access_key_id=W\naws_secret_access_key=w\naws_session_token=t\n");
    writeShared("config", "[profile work]\nregion=eu-west-1\n[default]\nregion=eu-west-2\n");
    EXPECT_EQ(found(), "D/d/");
    EXPECT_EQ(found("work"), "W/w/t");
    EXPECT_EQ(configuredRegion(lookup(), ""), "eu-west-2");
    variables_["AWS_PROFILE"] = "work";
    EXPECT_EQ(found(), "W/w/t");
    EXPECT_EQ(configuredRegion(lookup(), ""), "eu-west-1");
    variables_["AWS_REGION"] = "eu-west-3";
    EXPECT_EQ(configuredRegion(lookup(), ""), "eu-west-3");
}

TEST_F(CredentialChainTest, AProfileThatIsAskedForWinsOverTheEnvironment) {
    writeShared("credentials", "[work]\naws_access_key_id=W\naws_secret_access_key=w\n");
    variables_["AWS_ACCESS_KEY_ID"] = "A";
    variables_["AWS_SECRET_ACCESS_KEY"] = "s";
    EXPECT_EQ(found("work"), "W/w/");
    EXPECT_EQ(kindThrown([&] { (void)found("missing"); }), ErrorKind::InvalidInput);
}

TEST_F(CredentialChainTest, RunsAProfilesProgram) {
    writeFile(folder_ / "key.json",
              R"({"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "p"})");
    writeShared("config", "[default]\ncredential_process = cat '" + folder_ / "key.json" + "'\n");
    EXPECT_EQ(found(), "P/p/");
    writeShared("config", "[default]\ncredential_process = false\n");
    EXPECT_EQ(kindThrown([&] { (void)found(); }), ErrorKind::PermissionDenied);
}

TEST_F(CredentialChainTest, AsksTheContainersService) {
    variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1234/creds";
    variables_["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "hushhush";
    S3CredentialSource& source = open();
    http_->expect(answer(200, R"({"AccessKeyId": "C", "SecretAccessKey": "c", "Token": "t",
                                  "Expiration": "2024-03-01T06:00:00Z"})"));
    EXPECT_EQ(source.current({})->accessKeyId, "C");
    EXPECT_EQ(http_->sent().at(0).url, "http://127.0.0.1:1234/creds");
    EXPECT_EQ(http_->sent().at(0).headers.at("Authorization"), "hushhush");
    variables_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/x";
    S3CredentialSource& second = open();
    http_->expect(answer(403));
    EXPECT_EQ(kindThrown([&] { (void)second.current({}); }), ErrorKind::PermissionDenied);
    EXPECT_EQ(http_->sent().at(0).url, "http://169.254.170.2/v2/x");
}

TEST_F(CredentialChainTest, ShowsTheContainersTokenToNobodyElse) {
    for (const char* url : {"http://example.org/", "http://127.0.0.1.example.org/",
                            "http://127.0.0.1:80@example.org/", "ftp://127.0.0.1/"}) {
        variables_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
        EXPECT_EQ(kindThrown([&] { (void)open().current({}); }), ErrorKind::InvalidInput) << url;
    }
}

TEST_F(CredentialChainTest, AsksTheMachinesService) {
    S3CredentialSource& source = open();
    answerAsInstance("I", "2024-03-01T06:00:00Z");
    EXPECT_EQ(source.current({})->accessKeyId, "I");
    const auto& sent = http_->sent();
    EXPECT_EQ(sent.at(0).method, "PUT");
    EXPECT_EQ(sent.at(0).url, "http://169.254.169.254/latest/api/token");
    EXPECT_EQ(sent.at(1).headers.at("X-aws-ec2-metadata-token"), "imds-token");
    EXPECT_EQ(sent.at(2).url,
              "http://169.254.169.254/latest/meta-data/iam/security-credentials/role");
    EXPECT_EQ(source.current({})->accessKeyId, "I");
    EXPECT_EQ(sent.size(), 3U) << "they are kept";
}

TEST_F(CredentialChainTest, AsksNoServiceThatItIsToldNotTo) {
    variables_["AWS_EC2_METADATA_DISABLED"] = "true";
    S3CredentialSource& source = open();
    EXPECT_EQ(kindThrown([&] { (void)source.current({}); }), ErrorKind::PermissionDenied);
    EXPECT_TRUE(http_->sent().empty());
}

TEST_F(CredentialChainTest, SaysWhatWasLookedForWhereNothingIs) {
    S3CredentialSource& source = open();
    try {
        (void)source.current({});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
        EXPECT_NE(std::string{error.what()}.find("AWS_ACCESS_KEY_ID"), std::string::npos);
    }
}

TEST_F(CredentialChainTest, RenewsBeforeTheEnd) {
    S3CredentialSource& source = open();
    answerAsInstance("first", "2024-03-01T06:00:00Z");
    EXPECT_EQ(source.current({})->accessKeyId, "first");
    clock_.set({kNow + 6 * 3600 - 200, 0});
    answerAsInstance("second", "2024-03-01T12:00:00Z");
    EXPECT_EQ(source.current({})->accessKeyId, "second");
}

TEST_F(CredentialChainTest, UsesTheOldOnesWhileTheServiceIsAway) {
    S3CredentialSource& source = open();
    answerAsInstance("first", "2024-03-01T06:00:00Z");
    (void)source.current({});
    const auto answerAway = [&] {
        http_->expect(answer(200, "imds-token"));
        http_->expect(answer(500));
    };
    clock_.set({kNow + 6 * 3600 - 200, 0});
    answerAway();
    EXPECT_EQ(source.current({})->accessKeyId, "first");
    clock_.set({kNow + 6 * 3600 + 200, 0});
    answerAway();
    EXPECT_EQ(kindThrown([&] { (void)source.current({}); }), ErrorKind::Unavailable);
}

TEST_F(CredentialChainTest, TellsWhetherOthersMayBeHad) {
    variables_["AWS_ACCESS_KEY_ID"] = "A";
    variables_["AWS_SECRET_ACCESS_KEY"] = "s";
    S3CredentialSource& fixed = open();
    EXPECT_FALSE(fixed.renew(fixed.current({})));
    variables_.erase("AWS_ACCESS_KEY_ID");
    variables_.erase("AWS_SECRET_ACCESS_KEY");
    S3CredentialSource& given = open();
    answerAsInstance("first", "2024-03-01T06:00:00Z");
    EXPECT_TRUE(given.renew(given.current({})));
    answerAsInstance("second", "2024-03-01T06:00:00Z");
    EXPECT_EQ(given.current({})->accessKeyId, "second");
}

}  // namespace
}  // namespace tl::storage
