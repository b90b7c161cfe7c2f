#include "infra/platform/signature.h"

#include <algorithm>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "infra/errors/error.h"

namespace tl {

namespace {

struct Freeing {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freeing>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, Freeing>;

const unsigned char* openssl(const std::byte* bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes);
}

unsigned char* openssl(std::byte* bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes);
}

void require(bool isDone) {
    if (!isDone) throw Error{ErrorKind::Internal, "Ed25519 failed in OpenSSL"};
}

KeyPtr privateKey(std::span<const std::byte> seed) {
    KeyPtr key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, openssl(seed.data()),
                                            seed.size())};
    require(key != nullptr);
    return key;
}

ContextPtr newContext() {
    ContextPtr context{EVP_MD_CTX_new()};
    require(context != nullptr);
    return context;
}

}  // namespace

SignatureKey::SignatureKey(std::span<const std::byte, kSize> seed) {
    std::ranges::copy(seed, seed_.begin());
}

SignatureKey::~SignatureKey() {
    OPENSSL_cleanse(seed_.data(), seed_.size());
}

SignaturePublicKey SignatureKey::publicKey() const {
    SignaturePublicKey bytes{};
    std::size_t size = bytes.size();
    require(EVP_PKEY_get_raw_public_key(privateKey(seed_).get(), openssl(bytes.data()), &size) ==
                1 &&
            size == bytes.size());
    return bytes;
}

Signature SignatureKey::sign(std::span<const std::byte> message) const {
    const KeyPtr key = privateKey(seed_);
    const ContextPtr context = newContext();
    Signature signature{};
    std::size_t size = signature.size();
    require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            EVP_DigestSign(context.get(), openssl(signature.data()), &size,
                           openssl(message.data()), message.size()) == 1 &&
            size == signature.size());
    return signature;
}

bool isSignedBy(const SignaturePublicKey& key,
                std::span<const std::byte> message,
                const Signature& signature) {
    const KeyPtr publicKey{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, openssl(key.data()), key.size())};
    if (!publicKey) return false;
    const ContextPtr context = newContext();
    require(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, publicKey.get()) == 1);
    return EVP_DigestVerify(context.get(), openssl(signature.data()), signature.size(),
                            openssl(message.data()), message.size()) == 1;
}

}  // namespace tl
