#include "services/repository/shown_location.h"

namespace tl::services {

std::string shownLocation(std::string_view location) {
    const std::size_t scheme = location.find("://");
    if (scheme == std::string_view::npos) return std::string{location};
    const std::size_t begin = scheme + 3;
    // A password may hold anything but a slash, an "@" included: the last one ends it.
    const std::string_view authority = location.substr(begin, location.find('/', begin) - begin);
    const std::size_t end = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (end == std::string_view::npos || colon >= end) return std::string{location};
    std::string shown{location.substr(0, begin + colon + 1)};
    shown += "***";
    shown += location.substr(begin + end);
    return shown;
}

}  // namespace tl::services
