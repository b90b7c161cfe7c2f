// How the machine is doing, for work that can wait: on battery, on a line that is paid for by the
// byte, busy. What cannot be found out is nothing, and never an error.

#pragma once

#include <optional>
#include <stop_token>
#include <string>

namespace tl {

/// Whether the machine runs on its battery. Batteries of mice and keyboards do not count.
/// **Source:** Documentation/ABI/testing/sysfs-class-power of Linux.
[[nodiscard]] std::optional<bool> isOnBattery(
    const std::string& folder = "/sys/class/power_supply");

/// Whether NetworkManager holds the way to the internet for metered, or guesses so. Asks it through
/// `busctl`, which waits for five seconds at most, and does not start it.
/// **Source:** NMMetered of NetworkManager's D-Bus API.
[[nodiscard]] std::optional<bool> isNetworkMetered(const std::stop_token& stop);

/// The processes of the last minute that ran or wanted to, for each processor: 1 is all there is.
[[nodiscard]] std::optional<double> processorLoad(const std::string& file = "/proc/loadavg");

}  // namespace tl
