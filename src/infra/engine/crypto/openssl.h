// OpenSSL's objects as owned values, and its failures as our errors. For the files of this folder.

#pragma once

#include <memory>

#include <openssl/evp.h>

namespace tl::engine {

/// Throws what OpenSSL's error queue says about the failed step `what`, and empties the queue.
/// **Errors:** ResourceExhausted when memory ran out, else Internal.
[[noreturn]] void throwOpensslError(const char* what);

/// Checks what nearly every function of OpenSSL returns: 1 or a pointer on success.
inline void check(int result, const char* what) {
    if (result != 1) [[unlikely]]
        throwOpensslError(what);
}
template <typename T>
[[nodiscard]] T* check(T* result, const char* what) {
    if (result == nullptr) [[unlikely]]
        throwOpensslError(what);
    return result;
}

struct OpensslFree {
    void operator()(EVP_CIPHER* cipher) const noexcept { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
    void operator()(EVP_MD* digest) const noexcept { EVP_MD_free(digest); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

template <typename T>
using OpensslPointer = std::unique_ptr<T, OpensslFree>;

/// OpenSSL's bytes are unsigned char.
[[nodiscard]] inline unsigned char* openssl(std::byte* bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes);
}
[[nodiscard]] inline const unsigned char* openssl(const std::byte* bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes);
}

}  // namespace tl::engine
