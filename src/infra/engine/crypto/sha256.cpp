#include "infra/engine/crypto/sha256.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "infra/engine/crypto/openssl.h"
#include "infra/engine/crypto/sha256_lanes.h"
#include "infra/errors/assert.h"

namespace tl::engine {

namespace {

/// FIPS 180-4 section 5.3.3.
constexpr Sha256State kInitialState{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

template <typename Integer>
void writeBigEndian(Integer value, std::byte* out) noexcept {
    for (std::size_t i = sizeof value; i-- > 0; value = static_cast<Integer>(value >> 8U))
        out[i] = static_cast<std::byte>(value);
}

/// A message in whole blocks, and the beginning of one that is not whole yet.
class BlockHash {
  public:
    /// Completes a block that was begun. Returns the rest of `bytes`; blockCount() says how many
    /// blocks of it are next.
    std::span<const std::byte> begin(std::span<const std::byte> bytes) noexcept {
        sizeBytes_ += bytes.size();
        if (restSize_ == 0) return bytes;
        const std::size_t taken = std::min(bytes.size(), rest_.size() - restSize_);
        keep(bytes.first(taken));
        if (restSize_ == rest_.size()) {
            hashBlocks(Sha256Lane{&state_, rest_.data()}, 1);
            restSize_ = 0;
        }
        return bytes.subspan(taken);
    }

    /// Keeps what is less than a block for later.
    void keep(std::span<const std::byte> bytes) noexcept {
        if (bytes.empty()) return;
        std::memcpy(&rest_[restSize_], bytes.data(), bytes.size());
        restSize_ += bytes.size();
    }

    Sha256Digest finish() noexcept {
        // Section 5.1.1: a bit, zeros to the end of a block, the last eight bytes the size in bits.
        constexpr std::size_t kSizeAt = kSha256BlockSize - sizeof(std::uint64_t);
        rest_[restSize_++] = std::byte{0x80};
        if (restSize_ > kSizeAt) {
            std::memset(rest_.data() + restSize_, 0, rest_.size() - restSize_);
            hashBlocks(Sha256Lane{&state_, rest_.data()}, 1);
            restSize_ = 0;
        }
        std::memset(&rest_[restSize_], 0, kSizeAt - restSize_);
        writeBigEndian(sizeBytes_ * 8, &rest_[kSizeAt]);
        hashBlocks(Sha256Lane{&state_, rest_.data()}, 1);
        Sha256Digest digest;
        for (std::size_t i = 0; i < state_.size(); ++i)
            writeBigEndian(state_[i], &digest[i * sizeof(std::uint32_t)]);
        *this = {};
        return digest;
    }

    [[nodiscard]] Sha256State& state() noexcept { return state_; }

  private:
    Sha256State state_ = kInitialState;
    std::array<std::byte, kSha256BlockSize> rest_{};
    std::size_t restSize_ = 0;  ///< Less than a block, between calls.
    std::uint64_t sizeBytes_ = 0;
};

/// A piece on its way through a lane.
class LanePiece {
  public:
    LanePiece(BlockHash& hash, std::span<const std::byte> bytes)
        : hash_{&hash},
          bytes_{hash.begin(bytes)} {}

    [[nodiscard]] std::size_t blockCount() const noexcept {
        return bytes_.size() / kSha256BlockSize;
    }
    [[nodiscard]] Sha256Lane lane() const noexcept { return {&hash_->state(), bytes_.data()}; }
    void skip(std::size_t blocks) noexcept { bytes_ = bytes_.subspan(blocks * kSha256BlockSize); }
    void keepRest() noexcept { hash_->keep(bytes_); }

    /// All that is left of it, alone.
    void hashAlone() noexcept {
        const std::size_t count = blockCount();
        if (count > 0) hashBlocks(lane(), count);
        skip(count);
        keepRest();
    }

  private:
    BlockHash* hash_;
    std::span<const std::byte> bytes_;
};

/// OpenSSL's hash, for processors that have no instructions of their own.
struct OpensslHash {
    OpensslPointer<EVP_MD> digest{check(EVP_MD_fetch(nullptr, "SHA256", nullptr), "SHA-256")};
    OpensslPointer<EVP_MD_CTX> state{check(EVP_MD_CTX_new(), "SHA-256")};

    OpensslHash() { check(EVP_DigestInit_ex2(state.get(), digest.get(), nullptr), "SHA-256"); }

    void update(std::span<const std::byte> bytes) {
        check(EVP_DigestUpdate(state.get(), bytes.data(), bytes.size()), "SHA-256");
    }

    Sha256Digest finish() {
        Sha256Digest result{};
        check(EVP_DigestFinal_ex(state.get(), openssl(result.data()), nullptr), "SHA-256");
        check(EVP_DigestInit_ex2(state.get(), nullptr, nullptr), "SHA-256");
        return result;
    }
};

}  // namespace

struct Sha256::Context {
    explicit Context(bool hasLanes)
        : openssl{hasLanes ? nullptr : std::make_unique<OpensslHash>()} {}

    BlockHash blocks;
    std::unique_ptr<OpensslHash> openssl;  ///< Instead, where there are no lanes.
};

Sha256::Sha256() : Sha256{std::make_unique<Context>(hasSha256Lanes())} {}

Sha256::Sha256(std::unique_ptr<Context> context) : context_{std::move(context)} {}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256 Sha256::byOpenssl() {
    return Sha256{std::make_unique<Context>(false)};
}

void Sha256::update(std::span<const std::byte> bytes) {
    if (context_->openssl) {
        context_->openssl->update(bytes);
    } else {
        LanePiece{context_->blocks, bytes}.hashAlone();
    }
}

Sha256Digest Sha256::finish() {
    return context_->openssl ? context_->openssl->finish() : context_->blocks.finish();
}

struct PairedHashing::Unfinished {
    const Sha256* hash = nullptr;  ///< Null: there is none.
    std::optional<LanePiece> piece;
};

PairedHashing::PairedHashing() : unfinished_{std::make_unique<Unfinished>()} {}

PairedHashing::~PairedHashing() = default;

void PairedHashing::add(Sha256& hash, std::span<const std::byte> bytes) {
    TL_ASSERT(!isUnfinished(hash));
    if (hash.context_->openssl) {
        hash.context_->openssl->update(bytes);
        return;
    }
    LanePiece added{hash.context_->blocks, bytes};
    if (unfinished_->hash == nullptr) {
        *unfinished_ = {&hash, added};
        return;
    }
    LanePiece& first = *unfinished_->piece;
    const std::size_t both = std::min(first.blockCount(), added.blockCount());
    if (both > 0) hashBlocks(first.lane(), added.lane(), both);
    first.skip(both);
    added.skip(both);
    if (first.blockCount() > 0) {
        added.keepRest();
        return;
    }
    first.keepRest();
    *unfinished_ = {&hash, added};
}

bool PairedHashing::isUnfinished(const Sha256& hash) const noexcept {
    return unfinished_->hash == &hash;
}

void PairedHashing::finish() {
    if (unfinished_->hash == nullptr) return;
    unfinished_->piece->hashAlone();
    *unfinished_ = {};
}

}  // namespace tl::engine
