// Compiled with AVX and the SHA extensions (CMakeLists.txt), and called only where the processor
// has both.

#include <immintrin.h>

#include "infra/engine/crypto/sha256_lanes.h"

namespace tl::engine {

namespace {

/// FIPS 180-4 section 4.2.2.
alignas(16) constexpr std::uint32_t kConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

__m128i load(const void* address) noexcept {
    return _mm_loadu_si128(static_cast<const __m128i*>(address));
}

void store(void* address, __m128i value) noexcept {
    _mm_storeu_si128(static_cast<__m128i*>(address), value);
}

/// The state as the instructions want it: a, b, e, f in one register and c, d, g, h in the other.
struct Registers {
    __m128i abef;
    __m128i cdgh;
};

Registers toRegisters(const Sha256State& state) noexcept {
    const __m128i cdab = _mm_shuffle_epi32(load(&state[0]), 0xb1);
    const __m128i efgh = _mm_shuffle_epi32(load(&state[4]), 0x1b);
    return {_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xf0)};
}

void fromRegisters(const Registers& registers, Sha256State& state) noexcept {
    const __m128i feba = _mm_shuffle_epi32(registers.abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(registers.cdgh, 0xb1);
    store(&state[0], _mm_blend_epi16(feba, dchg, 0xf0));
    store(&state[4], _mm_alignr_epi8(dchg, feba, 8));
}

/// The next four words of the message schedule, over the oldest of the last sixteen: `words` is a
/// ring whose oldest four are at `group`.
inline void extend(__m128i (&words)[4], std::size_t group) noexcept {
    __m128i& oldest = words[group % 4];
    const __m128i last = words[(group + 3) % 4];
    oldest = _mm_sha256msg1_epu32(oldest, words[(group + 1) % 4]);
    oldest = _mm_add_epi32(oldest, _mm_alignr_epi8(last, words[(group + 2) % 4], 4));
    oldest = _mm_sha256msg2_epu32(oldest, last);
}

/// Four rounds of one message at a time, then the same four of the other.
template <std::size_t laneCount>
void hashLanes(const Sha256Lane (&lanes)[laneCount], std::size_t count) noexcept {
    // What others left in the upper halves of the registers would make each instruction wait for
    // the one before it, as the SHA instructions must keep it.
    _mm256_zeroupper();
    const __m128i bigEndian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    Registers states[laneCount];
    for (std::size_t lane = 0; lane < laneCount; ++lane)
        states[lane] = toRegisters(*lanes[lane].state);
    for (std::size_t block = 0; block < count; ++block) {
        Registers before[laneCount];
        __m128i words[laneCount][4];
        for (std::size_t lane = 0; lane < laneCount; ++lane)
            before[lane] = states[lane];
#pragma GCC unroll 16
        for (std::size_t group = 0; group < 16; ++group) {
#pragma GCC unroll 2
            for (std::size_t lane = 0; lane < laneCount; ++lane) {
                if (group < 4) {
                    const std::byte* next =
                        lanes[lane].blocks + block * kSha256BlockSize + group * sizeof(__m128i);
                    words[lane][group] = _mm_shuffle_epi8(load(next), bigEndian);
                } else {
                    extend(words[lane], group);
                }
                auto& [abef, cdgh] = states[lane];
                const __m128i sum =
                    _mm_add_epi32(words[lane][group % 4], load(&kConstants[group * 4]));
                cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
                abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
            }
        }
        for (std::size_t lane = 0; lane < laneCount; ++lane) {
            states[lane].abef = _mm_add_epi32(states[lane].abef, before[lane].abef);
            states[lane].cdgh = _mm_add_epi32(states[lane].cdgh, before[lane].cdgh);
        }
    }
    for (std::size_t lane = 0; lane < laneCount; ++lane)
        fromRegisters(states[lane], *lanes[lane].state);
}

}  // namespace

void hashBlocks(const Sha256Lane& lane, std::size_t count) noexcept {
    hashLanes<1>({lane}, count);
}

void hashBlocks(const Sha256Lane& first, const Sha256Lane& second, std::size_t count) noexcept {
    hashLanes<2>({first, second}, count);
}

}  // namespace tl::engine
