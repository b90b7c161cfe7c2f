#include "infra/engine/chunker/polynomial.h"

#include <bit>

#include "infra/errors/assert.h"
#include "infra/errors/error.h"

namespace tl::engine {
namespace {

constexpr int kTriesMax = 1'000'000;

/// -1 for the zero polynomial.
int degree(std::uint64_t polynomial) noexcept {
    return 63 - std::countl_zero(polynomial);
}

/// The product of two polynomials of smaller degree than `divisor`, modulo `divisor`.
std::uint64_t multiply(std::uint64_t a, std::uint64_t b, std::uint64_t divisor) noexcept {
    const std::uint64_t overflow = std::uint64_t{1} << static_cast<unsigned>(degree(divisor) - 1);
    std::uint64_t product = 0;
    for (; b != 0; b >>= 1U) {
        if ((b & 1U) != 0) product ^= a;
        a = (a & overflow) != 0 ? (a << 1U) ^ divisor : a << 1U;
    }
    return product;
}

std::uint64_t greatestCommonDivisor(std::uint64_t a, std::uint64_t b) noexcept {
    while (b != 0) {
        const std::uint64_t rest = polynomialRemainder(a, b);
        a = b;
        b = rest;
    }
    return a;
}

}  // namespace

std::uint64_t polynomialRemainder(std::uint64_t value, std::uint64_t divisor) noexcept {
    TL_ASSERT(divisor != 0);
    while (degree(value) >= degree(divisor))
        value ^= divisor << static_cast<unsigned>(degree(value) - degree(divisor));
    return value;
}

bool isIrreducible(std::uint64_t polynomial) noexcept {
    constexpr std::uint64_t kX = 2;
    if (degree(polynomial) < 1) return false;
    // Ben-Or: x^(2^i) - x is the product of all irreducible polynomials whose degree divides i, so
    // a common divisor for some i up to half the degree is a factor.
    std::uint64_t power = kX;
    for (int i = 1; i <= degree(polynomial) / 2; ++i) {
        power = multiply(power, power, polynomial);
        if (greatestCommonDivisor(polynomial, power ^ kX) != 1) return false;
    }
    return true;
}

bool isUsablePolynomial(std::uint64_t polynomial) noexcept {
    return degree(polynomial) == kPolynomialDegree && isIrreducible(polynomial);
}

std::uint64_t makeRandomPolynomial(const std::function<std::uint64_t()>& random) {
    constexpr std::uint64_t kLeading = std::uint64_t{1} << kPolynomialDegree;
    for (int i = 0; i < kTriesMax; ++i) {
        // The constant term is set because x divides every polynomial without one.
        const std::uint64_t candidate = (random() & (kLeading - 1)) | kLeading | 1U;
        if (isIrreducible(candidate)) return candidate;
    }
    throw Error{ErrorKind::Internal,
                "no irreducible polynomial was found; is the random source broken?"};
}

}  // namespace tl::engine
