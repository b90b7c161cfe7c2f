#include "infra/platform/http_trust.h"

#include <cstddef>

#include "infra/errors/error.h"
#include "infra/errors/printable.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"

namespace tl {

HttpTrust loadTrust(const std::vector<std::string>& files) {
    HttpTrust trust;
    for (const std::string& file : files) {
        constexpr std::size_t kSizeMax = std::size_t{16} << 20U;
        const std::string content = readFile(file, kSizeMax);
        if (content.find("-----BEGIN CERTIFICATE-----") == std::string::npos &&
            content.find("-----BEGIN TRUSTED CERTIFICATE-----") == std::string::npos)
            throw Error{ErrorKind::InvalidInput,
                        "there is no certificate in PEM form in " + quoted(file)};
        trust.certificates += content;
        trust.certificates += '\n';
    }
    if (!files.empty()) return trust;
    trust.file = environmentVariable("CURL_CA_BUNDLE").value_or("");
    if (!trust.file.empty()) return trust;
    trust.file = environmentVariable("SSL_CERT_FILE").value_or("");
    trust.folder = environmentVariable("SSL_CERT_DIR").value_or("");
    return trust;
}

}  // namespace tl
