#include "services/security/made_password.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace tl::services {

Secret makeUpPassword(Random& random) {
    // 32 of them, so that each byte of chance gives every one equally often.
    constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    static_assert(kLetters.size() == 32);
    constexpr std::size_t kGroup = 5;
    constexpr std::size_t kCount = 25;
    std::array<std::byte, kCount> chance{};
    random.fill(chance);
    std::array<std::byte, kCount + kCount / kGroup - 1> text{};
    std::size_t next = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
        if (i != 0 && i % kGroup == 0) text.at(next++) = std::byte{'-'};
        const auto letter = std::to_integer<std::size_t>(chance.at(i)) % kLetters.size();
        text.at(next++) = static_cast<std::byte>(kLetters[letter]);
    }
    Secret password{text};
    wipe(text);
    wipe(chance);
    return password;
}

}  // namespace tl::services
