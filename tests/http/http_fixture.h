// What the tests of the HTTP client share: the server of tests/servers/odd_http.py, and requests to
// it.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "infra/errors/error.h"
#include "infra/platform/environment.h"
#include "infra/platform/http_client.h"

namespace tl {

/// What the server says about itself; fails the test when it does not.
inline std::string told(const std::string& variable) {
    const auto value = environmentVariable(variable);
    if (!value) throw Error{ErrorKind::InvalidInput, "no " + variable + "; run with_server.py"};
    return *value;
}

/// The bytes that the server sends from `first` on.
inline std::vector<std::byte> pattern(std::size_t first, std::size_t count) {
    std::vector<std::byte> bytes(count);
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = static_cast<std::byte>(first + i);
    return bytes;
}

inline std::string textOf(const HttpResponse& response) {
    return {reinterpret_cast<const char*>(response.body.data()), response.body.size()};
}

/// What a call throws; Internal when it throws nothing, which is a failure of its own.
template <typename Call>
Error errorOf(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return Error{ErrorKind::Internal, "none"};
}

class HttpClientTest : public testing::Test {
  protected:
    HttpClientTest() {
        for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                 "ALL_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"})
            ::unsetenv(name);
    }

    static HttpResponse get(HttpClient& client, const std::string& url) {
        return client.send({.url = url}, {});
    }
    static ErrorKind kindOf(const HttpSettings& settings, const std::string& url) {
        const auto client = makeHttpClient(settings);
        return errorOf([&] { (void)get(*client, url); }).kind();
    }
};

}  // namespace tl
