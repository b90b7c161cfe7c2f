// A message as mail servers take it: RFC 5322 with the words of RFC 2045 to 2047, so that any text
// arrives as it was written and none of it can be taken for a header.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/platform/clock.h"

namespace tl {

struct MailMessage {
    std::string from{};
    std::vector<std::string> to{};
    std::string subject{};  ///< UTF-8; line breaks and controls become spaces.
    std::string text{};     ///< UTF-8.
    WallTime sentAt{};
    std::string id{};  ///< Unique; without a domain.
};

/// Whether `text` can be the address of a mailbox: `user@host`, in ASCII, without a name before it.
[[nodiscard]] bool isMailAddress(std::string_view text) noexcept;

/// The whole message, with CRLF at the ends of its lines.
/// **Errors:** InvalidInput for what is no address.
[[nodiscard]] std::string toMailText(const MailMessage& message);

}  // namespace tl
