#include "infra/engine/chunker/plane_scan.h"

#ifdef TL_PLANE_SCAN

#include <immintrin.h>

namespace tl::engine {
namespace {

struct Lanes {
    using Vector = __m512i;

    static Vector all(unsigned char byte) { return _mm512_set1_epi8(static_cast<char>(byte)); }
    static Vector min(Vector a, Vector b) { return _mm512_min_epu8(a, b); }
    static Vector interleaveLow(Vector a, Vector b) { return _mm512_unpacklo_epi8(a, b); }
    static Vector interleaveHigh(Vector a, Vector b) { return _mm512_unpackhi_epi8(a, b); }

    static Vector apply(const ByteMap& map, Vector bytes) {
        return _mm512_gf2p8affine_epi64_epi8(
            bytes, _mm512_set1_epi64(static_cast<long long>(map.matrix)), 0);
    }

    static Vector readRows(const std::byte* row, std::size_t distance) {
        const auto read = [&](std::size_t i) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + i * distance));
        };
        const Vector two = _mm512_inserti32x4(_mm512_castsi128_si512(read(0)), read(1), 1);
        return _mm512_inserti32x4(_mm512_inserti32x4(two, read(2), 2), read(3), 3);
    }

    static std::size_t firstZero(Vector bytes) {
        const unsigned long long zeros = _mm512_testn_epi8_mask(bytes, bytes);
        return zeros == 0 ? 64 : static_cast<std::size_t>(__builtin_ctzll(zeros));
    }
};

}  // namespace

std::size_t findLaneAvx512(const RabinTables& tables, const std::byte* block) noexcept {
    return PlaneScan<Lanes>{tables}.findLane(block);
}

}  // namespace tl::engine

#endif
