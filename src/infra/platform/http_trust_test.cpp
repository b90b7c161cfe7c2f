#include "infra/platform/http_trust.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "infra/errors/kind_thrown.h"
#include "infra/platform/file_system.h"
#include "infra/platform/temporary_directory.h"

namespace tl {
namespace {

class HttpTrustTest : public testing::Test {
  protected:
    HttpTrustTest() {
        for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"})
            ::unsetenv(name);
    }

    std::string write(const std::string& name, const std::string& content) {
        writeFile(folder_.path() + "/" + name, content);
        return folder_.path() + "/" + name;
    }

    const TemporaryDirectory folder_;
};

TEST_F(HttpTrustTest, LeavesTheChoiceToTheSystem) {
    const HttpTrust trust = loadTrust({});
    EXPECT_EQ(trust.certificates + trust.file + trust.folder, "");
}

TEST_F(HttpTrustTest, JoinsFiles) {
    const std::string one = "-----BEGIN CERTIFICATE-----\none\n-----END CERTIFICATE-----";
    const std::string two = "text\n-----BEGIN CERTIFICATE-----\ntwo\n-----END CERTIFICATE-----\n";
    ::setenv("SSL_CERT_FILE", "/elsewhere", 1);
    const HttpTrust trust = loadTrust({write("one", one), write("two", two)});
    EXPECT_EQ(trust.certificates, one + "\n" + two + "\n");
    EXPECT_EQ(trust.file, "") << "files that were named stand before the environment";
}

TEST_F(HttpTrustTest, RefusesAFileWithoutACertificate) {
    EXPECT_EQ(kindThrown([&] { (void)loadTrust({write("key", "-----BEGIN PRIVATE KEY-----")}); }),
              ErrorKind::InvalidInput);
    EXPECT_EQ(kindThrown([&] { (void)loadTrust({folder_.path() + "/none"}); }),
              ErrorKind::NotFound);
}

TEST_F(HttpTrustTest, ReadsTheEnvironment) {
    ::setenv("SSL_CERT_FILE", "/file", 1);
    ::setenv("SSL_CERT_DIR", "/folder", 1);
    EXPECT_EQ(loadTrust({}).file, "/file");
    EXPECT_EQ(loadTrust({}).folder, "/folder");
    ::setenv("CURL_CA_BUNDLE", "/bundle", 1);
    EXPECT_EQ(loadTrust({}).file, "/bundle");
    EXPECT_EQ(loadTrust({}).folder, "");
}

}  // namespace
}  // namespace tl
