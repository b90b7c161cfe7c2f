#include "services/shown_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "infra/engine/format/timestamp.h"

namespace tl::services {

std::string shownBytes(std::uint64_t bytes, int decimals) {
    using Unit = std::pair<unsigned, const char*>;
    constexpr std::array<Unit, 4> kUnits = {Unit{40, "TiB"}, Unit{30, "GiB"}, Unit{20, "MiB"},
                                            Unit{10, "KiB"}};
    for (const auto& [shift, name] : kUnits) {
        const auto unit = std::uint64_t{1} << shift;
        if (bytes >= unit)
            return fmt::format("{:.{}f} {}", static_cast<double>(bytes) / static_cast<double>(unit),
                               decimals, name);
    }
    return fmt::format("{} B", bytes);
}

std::string shownDuration(std::chrono::nanoseconds duration) {
    const auto seconds = std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::seconds>(duration).count());
    const auto minutes = seconds / 60;
    if (minutes < 60) return fmt::format("{}:{:02}", minutes, seconds % 60);
    return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, seconds % 60);
}

std::string shownTime(std::int64_t unixSeconds, const TimeZone& zone) {
    engine::Timestamp time;
    time.seconds = unixSeconds;
    time.offsetSeconds = zone.offsetSeconds(unixSeconds);
    const engine::CivilTime civil = engine::toCivil(time);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                       civil.hour, civil.minute, civil.second);
}

}  // namespace tl::services
