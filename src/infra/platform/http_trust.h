// Which root certificates an HTTP client believes.

#pragma once

#include <string>
#include <vector>

namespace tl {

/// Either certificates themselves, or where libcurl finds them; what is empty is libcurl's default.
struct HttpTrust {
    std::string certificates;  ///< In PEM form: these alone, when there are any.
    std::string file;
    std::string folder;
};

/// The certificates in `files`, or, without files, what the environment names: CURL_CA_BUNDLE, or
/// SSL_CERT_FILE and SSL_CERT_DIR, as curl and OpenSSL read them.
/// **Errors:** InvalidInput for a file without a certificate; as readFile.
[[nodiscard]] HttpTrust loadTrust(const std::vector<std::string>& files);

}  // namespace tl
