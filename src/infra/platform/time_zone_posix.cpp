#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "infra/platform/time_zone.h"

namespace tl {

namespace {

// The largest real file has some 4 KB.
constexpr std::size_t kFileSizeMax = 1 << 20;

/// The file's content, or nothing when it cannot be read or is too large.
std::optional<std::vector<std::byte>> tryReadZoneFile(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return std::nullopt;
    std::vector<std::byte> content;
    std::array<std::byte, 4096> buffer{};
    ssize_t got = 0;
    do {
        got = ::read(file, buffer.data(), buffer.size());
        if (got > 0) content.insert(content.end(), buffer.begin(), buffer.begin() + got);
    } while ((got > 0 && content.size() <= kFileSizeMax) || (got < 0 && errno == EINTR));
    ::close(file);
    if (got != 0) return std::nullopt;
    return content;
}

std::optional<TimeZone> tryLoad(const std::string& path) {
    const auto content = tryReadZoneFile(path);
    return content ? TimeZone::parse(*content) : std::nullopt;
}

}  // namespace

TimeZone TimeZone::forSetting(std::optional<std::string_view> setting) {
    if (!setting) return tryLoad("/etc/localtime").value_or(utc());
    std::string_view name = *setting;
    if (name.starts_with(':')) name.remove_prefix(1);
    if (name.empty() || name == "UTC") return utc();
    if (name.starts_with('/')) return tryLoad(std::string{name}).value_or(utc());
    // The folders that Go searches, in its order.
    for (const std::string folder : {"/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/",
                                     "/usr/lib/locale/TZ/", "/etc/zoneinfo/"}) {
        if (auto zone = tryLoad(folder + std::string{name})) return *zone;
    }
    return utc();
}

}  // namespace tl
