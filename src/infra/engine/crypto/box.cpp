#include "infra/engine/crypto/box.h"

#include <algorithm>
#include <array>
#include <climits>

#include <openssl/crypto.h>

#include "infra/engine/crypto/openssl.h"
#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

constexpr std::size_t kIvSize = 16;
constexpr std::size_t kMacSize = 16;
constexpr std::size_t kBoxOverhead = kIvSize + kMacSize;
using Iv = std::span<const std::byte, kIvSize>;
using Mac = std::array<std::byte, kMacSize>;

/// What one call of EVP_EncryptUpdate can take.
constexpr std::size_t kPieceMax = std::size_t{1} << 30U;
static_assert(kPieceMax <= INT_MAX);

bool isZero(Iv iv) noexcept {
    return std::ranges::all_of(iv, [](std::byte byte) { return byte == std::byte{0}; });
}

OpensslPointer<EVP_CIPHER_CTX> makeCipher(const char* name, const std::byte* key) {
    const OpensslPointer<EVP_CIPHER> cipher{check(EVP_CIPHER_fetch(nullptr, name, nullptr), name)};
    OpensslPointer<EVP_CIPHER_CTX> context{check(EVP_CIPHER_CTX_new(), name)};
    check(EVP_EncryptInit_ex2(context.get(), cipher.get(), openssl(key), nullptr, nullptr), name);
    return context;
}

OpensslPointer<EVP_MAC_CTX> makePoly1305() {
    const OpensslPointer<EVP_MAC> mac{
        check(EVP_MAC_fetch(nullptr, "POLY1305", nullptr), "Poly1305")};
    return OpensslPointer<EVP_MAC_CTX>{check(EVP_MAC_CTX_new(mac.get()), "Poly1305")};
}

}  // namespace

/// IVs are drawn many at a time, because a call of the kernel costs more than sealing a small blob.
class IvSource {
  public:
    explicit IvSource(Random& random) : random_{random} {}

    void draw(std::span<std::byte, kIvSize> iv) {
        do {
            if (next_ == drawn_.size()) {
                random_.fill(drawn_);
                next_ = 0;
            }
            std::ranges::copy(std::span{drawn_}.subspan(next_, kIvSize), iv.begin());
            next_ += kIvSize;
        } while (isZero(iv));
    }

  private:
    Random& random_;
    std::array<std::byte, 64 * kIvSize> drawn_{};
    std::size_t next_ = drawn_.size();
};

struct BoxCipher::Contexts {
    Contexts(const Key& key, Random& random)
        : data{makeCipher("AES-256-CTR", key.encryption.data())},
          nonce{makeCipher("AES-128-ECB", key.macK.data())},
          poly1305{makePoly1305()},
          ivs{random} {
        check(EVP_CIPHER_CTX_set_padding(nonce.get(), 0), "AES-128-ECB");
        std::ranges::copy(key.macR, macKey.begin());
    }
    ~Contexts() {
        wipe(macKey);
        // OpenSSL wipes the ciphers' keys when it frees them, but not this one.
        (void)EVP_MAC_init(poly1305.get(), openssl(macKey.data()), macKey.size(), nullptr);
    }
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;

    /// Encrypts or decrypts, which is the same in counter mode. The spans are of one size.
    void crypt(Iv iv, std::span<const std::byte> in, std::span<std::byte> out) {
        begin(iv);
        cryptMore(in, out);
    }

    void begin(Iv iv) {
        check(EVP_EncryptInit_ex2(data.get(), nullptr, nullptr, openssl(iv.data()), nullptr),
              "AES-256-CTR");
    }

    /// Goes on where the last call ended.
    void cryptMore(std::span<const std::byte> in, std::span<std::byte> out) {
        while (!in.empty()) {
            const std::size_t size = std::min(in.size(), kPieceMax);
            int written = 0;
            check(EVP_EncryptUpdate(data.get(), openssl(out.data()), &written, openssl(in.data()),
                                    static_cast<int>(size)),
                  "AES-256-CTR");
            in = in.subspan(size);
            out = out.subspan(size);
        }
    }

    Mac authenticate(Iv iv, std::span<const std::byte> ciphertext) {
        int written = 0;
        check(EVP_EncryptUpdate(nonce.get(), openssl(&macKey[16]), &written, openssl(iv.data()),
                                kIvSize),
              "AES-128-ECB");
        Mac mac{};
        std::size_t size = 0;
        EVP_MAC_CTX* state = poly1305.get();
        check(EVP_MAC_init(state, openssl(macKey.data()), macKey.size(), nullptr), "Poly1305");
        check(EVP_MAC_update(state, openssl(ciphertext.data()), ciphertext.size()), "Poly1305");
        check(EVP_MAC_final(state, openssl(mac.data()), &size, mac.size()), "Poly1305");
        return mac;
    }

    OpensslPointer<EVP_CIPHER_CTX> data;
    OpensslPointer<EVP_CIPHER_CTX> nonce;
    OpensslPointer<EVP_MAC_CTX> poly1305;
    std::array<std::byte, 32> macKey{};  ///< r, and behind it the encrypted IV of the box at hand.
    IvSource ivs;
};

BoxCipher::BoxCipher(const Key& key, Random& random)
    : contexts_{std::make_unique<Contexts>(key, random)} {}

BoxCipher::~BoxCipher() = default;

void BoxCipher::seal(std::span<const std::byte> plaintext, std::span<std::byte> box) {
    TL_ASSERT(box.size() == plaintext.size() + kBoxOverhead);
    const auto iv = box.first<kIvSize>();
    const auto ciphertext = box.subspan(kIvSize, plaintext.size());
    contexts_->ivs.draw(iv);
    contexts_->crypt(iv, plaintext, ciphertext);
    std::ranges::copy(contexts_->authenticate(iv, ciphertext), box.last<kMacSize>().begin());
}

std::vector<std::byte> BoxCipher::seal(std::span<const std::byte> plaintext) {
    std::vector<std::byte> box(plaintext.size() + kBoxOverhead);
    seal(plaintext, box);
    return box;
}

bool BoxCipher::isAuthentic(std::span<const std::byte> box) {
    if (box.size() < kBoxOverhead) return false;
    const auto iv = box.first<kIvSize>();
    if (isZero(iv)) return false;
    const auto ciphertext = box.subspan(kIvSize, box.size() - kBoxOverhead);
    const Mac mac = contexts_->authenticate(iv, ciphertext);
    return CRYPTO_memcmp(mac.data(), box.last<kMacSize>().data(), kMacSize) == 0;
}

bool BoxCipher::tryOpen(std::span<const std::byte> box, std::span<std::byte> plaintext) {
    if (!isAuthentic(box)) return false;
    TL_ASSERT(box.size() == plaintext.size() + kBoxOverhead);
    contexts_->crypt(box.first<kIvSize>(), box.subspan(kIvSize, plaintext.size()), plaintext);
    return true;
}

bool BoxCipher::tryOpenInPieces(
    std::span<const std::byte> box,
    const std::function<void(std::span<const std::byte> piece)>& visit) {
    if (!isAuthentic(box)) return false;
    contexts_->begin(box.first<kIvSize>());
    std::array<std::byte, std::size_t{16} << 10U> piece;
    auto rest = box.subspan(kIvSize, box.size() - kBoxOverhead);
    while (!rest.empty()) {
        const std::size_t size = std::min(rest.size(), piece.size());
        contexts_->cryptMore(rest.first(size), piece);
        visit(std::span{piece}.first(size));
        rest = rest.subspan(size);
    }
    return true;
}

std::vector<std::byte> BoxCipher::open(std::span<const std::byte> box) {
    std::vector<std::byte> plaintext(box.size() < kBoxOverhead ? 0 : box.size() - kBoxOverhead);
    if (!tryOpen(box, plaintext))
        throw Error{ErrorKind::Corrupted, "encrypted data is damaged, or the key is another"};
    return plaintext;
}

}  // namespace tl::engine
