#include "infra/engine/chunker/plane_scan.h"

#ifdef TL_PLANE_SCAN

#include <immintrin.h>

namespace tl::engine {
namespace {

struct Lanes {
    using Vector = __m256i;

    static Vector all(unsigned char byte) { return _mm256_set1_epi8(static_cast<char>(byte)); }
    static Vector min(Vector a, Vector b) { return _mm256_min_epu8(a, b); }
    static Vector interleaveLow(Vector a, Vector b) { return _mm256_unpacklo_epi8(a, b); }
    static Vector interleaveHigh(Vector a, Vector b) { return _mm256_unpackhi_epi8(a, b); }

    static Vector apply(const ByteMap& map, Vector bytes) {
        const Vector low = bytes & all(0x0F);
        const Vector high = _mm256_srli_epi16(bytes, 4) & all(0x0F);
        return _mm256_shuffle_epi8(table(map.lowNibble), low) ^
               _mm256_shuffle_epi8(table(map.highNibble), high);
    }

    static Vector readRows(const std::byte* row, std::size_t distance) {
        return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(row + distance),
                                   reinterpret_cast<const __m128i*>(row));
    }

    static std::size_t firstZero(Vector bytes) {
        const auto zeros =
            static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, all(0))));
        return zeros == 0 ? 32 : static_cast<std::size_t>(__builtin_ctz(zeros));
    }

  private:
    static Vector table(const unsigned char (&nibbles)[16]) {
        return _mm256_broadcastsi128_si256(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(nibbles)));
    }
};

}  // namespace

std::size_t findLaneAvx2(const RabinTables& tables, const std::byte* block) noexcept {
    return PlaneScan<Lanes>{tables}.findLane(block);
}

}  // namespace tl::engine

#endif
