#include "infra/engine/chunker/rabin.h"

#include <array>

#include "infra/engine/chunker/polynomial.h"

namespace tl::engine {
namespace {

constexpr unsigned kDegree = kPolynomialDegree;
constexpr unsigned kPlaneShift = 3;

/// A linear map from a byte to a fingerprint: where each bit goes.
using BitImages = std::array<std::uint64_t, 8>;

template <typename Image>
BitImages imagesOf(Image image) {
    BitImages images{};
    for (unsigned bit = 0; bit < 8; ++bit)
        images[bit] = image(std::uint64_t{1} << bit) << kPlaneShift;
    return images;
}

std::uint8_t imageOf(const BitImages& images, unsigned byte, std::size_t plane) {
    std::uint64_t sum = 0;
    for (unsigned bit = 0; bit < 8; ++bit)
        if ((byte >> bit & 1U) != 0) sum ^= images[bit];
    return static_cast<std::uint8_t>(sum >> (8 * plane));
}

/// The part of a map that ends in byte `plane` of the fingerprint.
ByteMap makeByteMap(const BitImages& images, std::size_t plane) {
    ByteMap map;
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
        map.lowNibble[nibble] = imageOf(images, nibble, plane);
        map.highNibble[nibble] = imageOf(images, nibble << 4U, plane);
    }
    // The instruction takes the row for bit 0 of the result from the highest byte.
    for (unsigned from = 0; from < 8; ++from)
        for (unsigned to = 0; to < 8; ++to)
            if ((imageOf(images, 1U << from, plane) >> to & 1U) != 0)
                map.matrix |= std::uint64_t{1} << (8 * (7 - to) + from);
    return map;
}

}  // namespace

RabinTables::RabinTables(std::uint64_t polynomial) noexcept {
    for (std::uint64_t byte = 0; byte < 256; ++byte) {
        leaving[byte] = byte;
        for (std::size_t i = 1; i < kWindowSize; ++i)
            leaving[byte] = polynomialRemainder(leaving[byte] << 8U, polynomial);
        // The table also clears the bits themselves, which spares a mask at each step.
        const std::uint64_t top = byte << kDegree;
        reduction[byte] = polynomialRemainder(top, polynomial) | top;
    }
    const auto top = imagesOf(
        [&](std::uint64_t bit) { return polynomialRemainder(bit << kDegree, polynomial); });
    const auto left = imagesOf(
        [&](std::uint64_t bit) { return polynomialRemainder(leaving[bit] << 8U, polynomial); });
    const auto entering = imagesOf([](std::uint64_t bit) { return bit; });
    for (std::size_t plane = 0; plane < 7; ++plane) {
        topToByte[plane] = makeByteMap(top, plane);
        leavingToByte[plane] = makeByteMap(left, plane);
    }
    for (std::size_t plane = 0; plane < 2; ++plane)
        enteringToByte[plane] = makeByteMap(entering, plane);
}

}  // namespace tl::engine
