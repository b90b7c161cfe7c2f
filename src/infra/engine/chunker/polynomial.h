// Polynomials over GF(2), a bit a coefficient (format section 6.4).

#pragma once

#include <cstdint>
#include <functional>

namespace tl::engine {

/// The degree of every polynomial that chunking uses.
inline constexpr int kPolynomialDegree = 53;

/// What is left of `value` after division by `divisor`, which is not 0 (asserted).
[[nodiscard]] std::uint64_t polynomialRemainder(std::uint64_t value,
                                                std::uint64_t divisor) noexcept;

/// True for a polynomial of degree 53 that is irreducible, as chunking needs it (Ben-Or's test).
[[nodiscard]] bool isUsablePolynomial(std::uint64_t polynomial) noexcept;

/// True when `polynomial`, of any degree up to 63, has no divisor but itself and 1.
[[nodiscard]] bool isIrreducible(std::uint64_t polynomial) noexcept;

/// A random usable polynomial; `random` gives 64 unpredictable bits, read as little endian.
/// **Errors:** Internal when none is found in 10^6 tries.
[[nodiscard]] std::uint64_t makeRandomPolynomial(const std::function<std::uint64_t()>& random);

}  // namespace tl::engine
