#include "http_fixture.h"
#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

class TlsTest : public HttpClientTest {
  protected:
    static HttpSettings trusting(const std::string& root) {
        return {.certificateFiles = {told(root)}, .stuckTimeout = std::chrono::seconds{5}};
    }
    static HttpSettings withClient(const std::string& file) {
        HttpSettings settings = trusting("TL_HTTP_ROOT");
        settings.clientCertificateFile = file;
        return settings;
    }
    static int statusOf(const HttpSettings& settings, const std::string& server) {
        return get(*makeHttpClient(settings), told(server) + "/bytes/100000").status;
    }
    static ErrorKind refusalOf(const HttpSettings& settings, const std::string& server) {
        return kindOf(settings, told(server) + "/bytes/100000");
    }
};

TEST_F(TlsTest, BelievesTheRootsThatAreNamedAndNoOther) {
    EXPECT_EQ(statusOf(trusting("TL_HTTP_ROOT"), "TL_HTTPS"), 200);
    EXPECT_EQ(statusOf(trusting("TL_HTTP_OTHER_ROOT"), "TL_HTTPS_STRANGER"), 200);
    EXPECT_EQ(refusalOf(trusting("TL_HTTP_ROOT"), "TL_HTTPS_STRANGER"),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(refusalOf({}, "TL_HTTPS"), ErrorKind::PermissionDenied);
    HttpSettings both = trusting("TL_HTTP_ROOT");
    both.certificateFiles.push_back(told("TL_HTTP_OTHER_ROOT"));
    EXPECT_EQ(statusOf(both, "TL_HTTPS"), 200);
    EXPECT_EQ(statusOf(both, "TL_HTTPS_STRANGER"), 200);
}

TEST_F(TlsTest, TheEnvironmentNamesRoots) {
    ::setenv("SSL_CERT_FILE", told("TL_HTTP_OTHER_ROOT").c_str(), 1);
    EXPECT_EQ(statusOf({}, "TL_HTTPS_STRANGER"), 200);
    EXPECT_EQ(refusalOf(trusting("TL_HTTP_ROOT"), "TL_HTTPS_STRANGER"), ErrorKind::PermissionDenied)
        << "what the user names stands alone";
}

TEST_F(TlsTest, RefusesWrongNamesAndTimes) {
    EXPECT_EQ(refusalOf(trusting("TL_HTTP_ROOT"), "TL_HTTPS_OTHER_NAME"),
              ErrorKind::PermissionDenied);
    const auto client = makeHttpClient(trusting("TL_HTTP_ROOT"));
    const Error error = errorOf([&] { (void)get(*client, told("TL_HTTPS_EXPIRED")); });
    EXPECT_EQ(error.kind(), ErrorKind::PermissionDenied);
    EXPECT_NE(error.describe().find("expired"), std::string::npos) << error.describe();
}

TEST_F(TlsTest, UncheckedTakesAnyCertificate) {
    const HttpSettings unchecked{.isTlsUnchecked = true};
    for (const char* server :
         {"TL_HTTPS", "TL_HTTPS_STRANGER", "TL_HTTPS_OTHER_NAME", "TL_HTTPS_EXPIRED"})
        EXPECT_EQ(statusOf(unchecked, server), 200) << server;
}

TEST_F(TlsTest, RefusesOldProtocols) {
    EXPECT_EQ(refusalOf(trusting("TL_HTTP_ROOT"), "TL_HTTPS_OLD_PROTOCOL"),
              ErrorKind::PermissionDenied);
    EXPECT_EQ(refusalOf({.isTlsUnchecked = true}, "TL_HTTPS_OLD_PROTOCOL"),
              ErrorKind::PermissionDenied);
}

TEST_F(TlsTest, ShowsItsCertificate) {
    for (const char* server : {"TL_HTTPS_CLIENT", "TL_HTTPS_CLIENT_12"}) {
        EXPECT_EQ(statusOf(withClient(told("TL_HTTP_CLIENT")), server), 200) << server;
        EXPECT_EQ(refusalOf(withClient(""), server), ErrorKind::PermissionDenied) << server;
        EXPECT_EQ(refusalOf(withClient(told("TL_HTTP_WRONG_CLIENT")), server),
                  ErrorKind::PermissionDenied)
            << server;
    }
}

TEST_F(TlsTest, SaysWhatIsWrongWithAFile) {
    EXPECT_EQ(refusalOf(withClient(told("TL_HTTP_NO_KEY")), "TL_HTTPS_CLIENT"),
              ErrorKind::InvalidInput);
    EXPECT_EQ(refusalOf(withClient("/no/such/file"), "TL_HTTPS_CLIENT"), ErrorKind::InvalidInput);
    const TemporaryDirectory folder;
    writeFile(folder / "roots", "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----");
    EXPECT_EQ(refusalOf({.certificateFiles = {folder / "roots"}}, "TL_HTTPS"),
              ErrorKind::InvalidInput);
}

TEST_F(TlsTest, SurvivesResets) {
    const auto client = makeHttpClient(trusting("TL_HTTP_ROOT"));
    const auto body = pattern(0, std::size_t{20} << 20U);
    for (const char* path : {"/reset/200000", "/cut/200000", "/nothing"})
        EXPECT_EQ(errorOf([&] { (void)get(*client, told("TL_HTTPS") + path); }).kind(),
                  ErrorKind::Unavailable)
            << path;
    const auto upload = [&] {
        (void)client->send(
            {.method = "PUT", .url = told("TL_HTTPS") + "/reset-upload/1000000", .body = body}, {});
    };
    EXPECT_EQ(errorOf(upload).kind(), ErrorKind::Unavailable) << "and no signal ends the process";
    EXPECT_EQ(get(*client, told("TL_HTTPS") + "/bytes/10").status, 200);
}

TEST_F(TlsTest, SpeaksInTheClearToNobodyThatWantsTls) {
    const std::string wrong = "https" + told("TL_HTTP").substr(4);
    EXPECT_EQ(kindOf({}, wrong), ErrorKind::Unavailable);
}

}  // namespace
}  // namespace tl
