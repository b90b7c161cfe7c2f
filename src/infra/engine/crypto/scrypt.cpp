// Why not OpenSSL's: it mixes word by word, and every command waits for this. Here a block of
// Salsa20 lies in four vectors, each with one diagonal of its 4 x 4 words, so that a quarter round
// works on four columns (and, after three rotations of lanes, four rows) at once. The layout is
// kept through all of the mixing and undone at its end. docs/decisions/0004-key-cost.md has the
// figures.

#include "infra/engine/crypto/scrypt.h"

#include <bit>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include <openssl/evp.h>

#include "infra/engine/crypto/openssl.h"
#include "infra/errors/error.h"
#include "infra/platform/heap.h"

namespace tl::engine {

namespace {

/// More than the limits of a key file (format section 2.1) let it ask for.
constexpr std::uint64_t kMemoryMax = std::uint64_t{8} << 30U;

constexpr std::size_t kWords = 16;  ///< Of a block of Salsa20: 64 bytes.

using Lanes = std::uint32_t __attribute__((vector_size(16)));

/// A block of Salsa20 by its diagonals.
struct Block {
    Lanes a, b, c, d;

    void operator^=(const Block& other) noexcept {
        a ^= other.a;
        b ^= other.b;
        c ^= other.c;
        d ^= other.d;
    }
};

/// Where word `i` of the layout stands in the block: word 0 of each vector on the first diagonal.
constexpr std::size_t wordAt(std::size_t i) noexcept {
    return i * 5 % kWords;
}

template <int bits>
Lanes rotated(Lanes lanes) noexcept {
    return (lanes << bits) | (lanes >> (32 - bits));
}

/// Salsa20/8, in place, with its input added at the end. Inline, so that the block stays in
/// registers from one call to the next: each needs the result of the one before.
[[gnu::always_inline]] inline void salsa(Block& block) noexcept {
    auto [a, b, c, d] = block;
    for (int round = 0; round < 8; round += 2) {
        b ^= rotated<7>(a + d);
        c ^= rotated<9>(b + a);
        d ^= rotated<13>(c + b);
        a ^= rotated<18>(d + c);
        b = __builtin_shufflevector(b, b, 3, 0, 1, 2);
        c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
        d = __builtin_shufflevector(d, d, 1, 2, 3, 0);
        d ^= rotated<7>(a + b);
        c ^= rotated<9>(d + a);
        b ^= rotated<13>(c + d);
        a ^= rotated<18>(b + c);
        b = __builtin_shufflevector(b, b, 1, 2, 3, 0);
        c = __builtin_shufflevector(c, c, 2, 3, 0, 1);
        d = __builtin_shufflevector(d, d, 3, 0, 1, 2);
    }
    block = {block.a + a, block.b + b, block.c + c, block.d + d};
}

/// scryptBlockMix of `in`, or with `other` of the two combined by exclusive or. The results at even
/// places go to the first half of `out`, the others to the second.
template <bool isCombined>
void mixBlocks(const Block* in, const Block* other, Block* out, std::size_t count) noexcept {
    Block mixed = in[count - 1];
    if constexpr (isCombined) mixed ^= other[count - 1];
    for (std::size_t i = 0; i < count; ++i) {
        mixed ^= in[i];
        if constexpr (isCombined) mixed ^= other[i];
        salsa(mixed);
        out[i / 2 + i % 2 * (count / 2)] = mixed;
    }
}

/// Memory that is wiped when it is given back, and not filled before: the kernel does that.
class Blocks {
  public:
    explicit Blocks(std::size_t count) : count_{count} {
        try {
            blocks_ = std::make_unique_for_overwrite<Block[]>(count);
        } catch (const std::bad_alloc&) {
            throw Error{ErrorKind::ResourceExhausted,
                        "the key asks for " + std::to_string((count * sizeof(Block)) >> 20U) +
                            " MiB of memory, which are not to be had"};
        }
        // The second half of the mixing jumps about in all of it.
        wishLargePages(bytes());
    }
    ~Blocks() { wipe(bytes()); }
    Blocks(const Blocks&) = delete;
    Blocks& operator=(const Blocks&) = delete;

    [[nodiscard]] Block* at(std::size_t index) const noexcept { return &blocks_[index]; }

  private:
    [[nodiscard]] std::span<std::byte> bytes() const noexcept {
        return {reinterpret_cast<std::byte*>(blocks_.get()), count_ * sizeof(Block)};
    }

    const std::size_t count_;
    std::unique_ptr<Block[]> blocks_;
};

std::uint32_t littleEndian(std::uint32_t word) noexcept {
    return std::endian::native == std::endian::little ? word : __builtin_bswap32(word);
}

void toLayout(std::span<const std::byte> bytes, Block* blocks) noexcept {
    for (std::size_t offset = 0; offset < bytes.size(); offset += sizeof(Block), ++blocks) {
        std::uint32_t from[kWords];
        std::uint32_t words[kWords];
        std::memcpy(from, &bytes[offset], sizeof from);
        for (std::size_t i = 0; i < kWords; ++i)
            words[i] = littleEndian(from[wordAt(i)]);
        std::memcpy(blocks, words, sizeof words);
    }
}

void fromLayout(const Block* blocks, std::span<std::byte> bytes) noexcept {
    for (std::size_t offset = 0; offset < bytes.size(); offset += sizeof(Block), ++blocks) {
        std::uint32_t words[kWords];
        std::uint32_t to[kWords];
        std::memcpy(words, blocks, sizeof words);
        for (std::size_t i = 0; i < kWords; ++i)
            to[wordAt(i)] = littleEndian(words[i]);
        std::memcpy(&bytes[offset], to, sizeof to);
    }
}

/// Integerify, modulo a power of two: the words 0 and 1 of the last block, which the layout has as
/// the first lanes of its first and fourth vector (1 = 13 * 5 % 16).
std::size_t indexFrom(const Block& last, std::uint32_t n) noexcept {
    const std::uint64_t low = last.a[0];
    const std::uint64_t high = last.d[1];
    return static_cast<std::size_t>((high << 32U | low) & (n - 1U));
}

/// scryptROMix: `lane` is mixed with all that it was on its way. `table` takes n times 2r blocks,
/// `spare` 2r.
void mixLane(std::span<std::byte> lane, std::uint32_t n, const Blocks& table, const Blocks& spare) {
    const std::size_t count = lane.size() / sizeof(Block);
    toLayout(lane, table.at(0));
    for (std::size_t i = 1; i < n; ++i)
        mixBlocks<false>(table.at((i - 1) * count), nullptr, table.at(i * count), count);
    Block* now = spare.at(0);
    Block* next = spare.at(count);
    mixBlocks<false>(table.at((n - std::size_t{1}) * count), nullptr, now, count);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t chosen = indexFrom(now[count - 1], n);
        mixBlocks<true>(now, table.at(chosen * count), next, count);
        std::swap(now, next);
    }
    fromLayout(now, lane);
}

/// Checks scrypt's own demands. How much a key file may ask for is checked where it is read.
void requireSound(const ScryptParameters& parameters) {
    constexpr std::uint64_t kProductMax = (1U << 30U) - 1;
    const std::uint64_t product = std::uint64_t{parameters.r} * parameters.p;
    if (parameters.n < 2 || !std::has_single_bit(parameters.n) || product == 0 ||
        product > kProductMax)
        throw Error{ErrorKind::Corrupted, "the key file has cost parameters that scrypt excludes"};
    const std::uint64_t laneBytes = std::uint64_t{128} * parameters.r;
    if (laneBytes > kMemoryMax / parameters.n || laneBytes > kMemoryMax / parameters.p)
        throw Error{ErrorKind::ResourceExhausted,
                    "the key asks for more memory than any key should need"};
}

void stretch(const Secret& password, std::span<const std::byte> salt, std::span<std::byte> out) {
    check(PKCS5_PBKDF2_HMAC(password.text().data(), static_cast<int>(password.text().size()),
                            openssl(salt.data()), static_cast<int>(salt.size()), 1, EVP_sha256(),
                            static_cast<int>(out.size()), openssl(out.data())),
          "PBKDF2");
}

}  // namespace

void scrypt(const Secret& password,
            std::span<const std::byte> salt,
            const ScryptParameters& parameters,
            std::span<std::byte> out) {
    requireSound(parameters);
    const std::size_t laneBytes = std::size_t{128} * parameters.r;
    const std::size_t laneBlocks = laneBytes / sizeof(Block);
    const Blocks table{laneBlocks * parameters.n};
    const Blocks spare{laneBlocks * 2};
    std::vector<std::byte> lanes(laneBytes * parameters.p);
    stretch(password, salt, lanes);
    for (std::size_t offset = 0; offset < lanes.size(); offset += laneBytes)
        mixLane(std::span{lanes}.subspan(offset, laneBytes), parameters.n, table, spare);
    stretch(password, lanes, out);
    wipe(lanes);
}

}  // namespace tl::engine
