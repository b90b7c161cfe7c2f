#include "infra/catalog/row_id.h"

#include <array>
#include <cstddef>

namespace tl::catalog {

std::string newRowId(Random& random) {
    constexpr const char* kDigits = "0123456789abcdef";
    std::array<std::byte, 16> bytes{};
    random.fill(bytes);
    std::string id;
    for (const std::byte byte : bytes) {
        id += kDigits[std::to_integer<unsigned>(byte) >> 4U];
        id += kDigits[std::to_integer<unsigned>(byte) & 0xfU];
    }
    return id;
}

}  // namespace tl::catalog
