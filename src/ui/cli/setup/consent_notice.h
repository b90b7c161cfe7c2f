// What a new user is told before anything is kept on his machine (requirement SEC-5).

#pragma once

#include <cstdint>
#include <string>

namespace tl::cli {

/// To be raised when the text says something new, so that it is shown again.
inline constexpr std::int64_t kConsentNotice = 1;

[[nodiscard]] std::string consentNotice();

}  // namespace tl::cli
