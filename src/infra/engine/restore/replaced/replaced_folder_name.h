// How the folders are called in which a restore keeps what it replaces.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace tl::engine {

inline constexpr std::string_view kReplacedFolderPrefix = ".timelocker-replaced-";

[[nodiscard]] inline bool isReplacedId(std::string_view id) noexcept {
    constexpr std::size_t kIdLength = 16;
    return id.size() == kIdLength && std::ranges::all_of(id, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

[[nodiscard]] inline bool isReplacedFolderName(std::string_view name) noexcept {
    return name.starts_with(kReplacedFolderPrefix) &&
           isReplacedId(name.substr(kReplacedFolderPrefix.size()));
}

[[nodiscard]] inline std::string replacedFolderName(const std::string& id) {
    return std::string{kReplacedFolderPrefix} + id;
}

}  // namespace tl::engine
