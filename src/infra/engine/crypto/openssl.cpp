#include "infra/engine/crypto/openssl.h"

#include <array>
#include <string>

#include <openssl/err.h>

#include "infra/errors/error.h"

namespace tl::engine {

void throwOpensslError(const char* what) {
    const unsigned long code = ERR_peek_error();
    ERR_clear_error();
    std::array<char, 256> reason{};
    ERR_error_string_n(code, reason.data(), reason.size());
    const bool isMemory = ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE ||
                          ERR_GET_REASON(code) == EVP_R_MEMORY_LIMIT_EXCEEDED;
    throw Error{isMemory ? ErrorKind::ResourceExhausted : ErrorKind::Internal,
                std::string{what} + " failed in OpenSSL: " + reason.data()};
}

}  // namespace tl::engine
