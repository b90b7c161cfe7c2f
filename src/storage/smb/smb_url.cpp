#include "storage/smb/smb_url.h"

namespace tl::storage {

std::string escapeForUrl(std::string_view path) {
    constexpr std::string_view kPlain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string escaped;
    for (const char letter : path) {
        if (kPlain.find(letter) != std::string_view::npos) {
            escaped += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        escaped += '%';
        escaped += kDigits[byte >> 4U];
        escaped += kDigits[byte & 0x0FU];
    }
    return escaped;
}

std::string shareUrl(std::string_view host, unsigned port, std::string_view share) {
    std::string url = "smb://";
    // An address of IP version 6 has colons of its own.
    const bool isAddress = host.find(':') != std::string_view::npos;
    if (isAddress) url += '[';
    url += host;
    if (isAddress) url += ']';
    if (port != 0) url += ':' + std::to_string(port);
    return url + '/' + escapeForUrl(share);
}

}  // namespace tl::storage
