#include "infra/engine/crypto/sha256.h"

#include "infra/engine/crypto/openssl.h"

namespace tl::engine {

struct Sha256::Context {
    OpensslPointer<EVP_MD> digest{check(EVP_MD_fetch(nullptr, "SHA256", nullptr), "SHA-256")};
    OpensslPointer<EVP_MD_CTX> state{check(EVP_MD_CTX_new(), "SHA-256")};
};

Sha256::Sha256() : context_{std::make_unique<Context>()} {
    check(EVP_DigestInit_ex2(context_->state.get(), context_->digest.get(), nullptr), "SHA-256");
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes) {
    check(EVP_DigestUpdate(context_->state.get(), bytes.data(), bytes.size()), "SHA-256");
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest{};
    EVP_MD_CTX* state = context_->state.get();
    check(EVP_DigestFinal_ex(state, openssl(digest.data()), nullptr), "SHA-256");
    check(EVP_DigestInit_ex2(state, nullptr, nullptr), "SHA-256");
    return digest;
}

}  // namespace tl::engine
