#include <charconv>
#include <string_view>
#include <vector>

#include "infra/errors/error.h"
#include "infra/platform/directory.h"
#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/machine_state.h"
#include "infra/platform/process.h"

namespace tl {

namespace {

/// The first word of a small file of the kernel; empty when there is none.
std::string wordIn(const std::string& path) {
    constexpr std::size_t kSizeMax = 4096;
    std::string text;
    try {
        text = tryReadFile(path, kSizeMax).value_or("");
    } catch (const Error&) {
        return {};  // Some of them may not be read at all times.
    }
    return text.substr(0, text.find_first_of(" \n"));
}

}  // namespace

std::optional<bool> isOnBattery(const std::string& folder) {
    const auto supplies = Directory::tryOpen(folder, Follow::Yes);
    if (!supplies) return std::nullopt;
    bool hasMains = false;
    bool isDischarging = false;
    for (const DirectoryEntry& entry : supplies->entries()) {
        const std::string supply = folder + "/" + entry.name;
        const std::string type = wordIn(supply + "/type");
        if (wordIn(supply + "/scope") == "Device") continue;
        if (type == "Mains" || type == "USB") {
            if (wordIn(supply + "/online") == "1") return false;
            hasMains = hasMains || type == "Mains";
        } else if (type == "Battery") {
            isDischarging = isDischarging || wordIn(supply + "/status") == "Discharging";
        }
    }
    if (isDischarging) return true;
    // A battery that is full, or holds its charge, says nothing of the mains.
    if (hasMains) return true;
    return std::nullopt;
}

std::optional<bool> isNetworkMetered(const std::stop_token& stop) {
    constexpr std::size_t kAnswerMax = 4096;
    try {
        const CapturedOutput answer = captureOutput(
            {.arguments = {"busctl", "--system", "--timeout=5", "--auto-start=no", "get-property",
                           "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
                           "org.freedesktop.NetworkManager", "Metered"},
             .group = ProcessGroup::Own,
             .errors = ProcessErrors::Kept},
            kAnswerMax, stop);
        if (!answer.status.isSuccess()) return std::nullopt;
        const std::string_view text{reinterpret_cast<const char*>(answer.bytes.data()),
                                    answer.bytes.size()};
        // "u 1": yes, 2: no, 3: likely yes, 4: likely no, 0: unknown.
        if (text.starts_with("u 1") || text.starts_with("u 3")) return true;
        if (text.starts_with("u 2") || text.starts_with("u 4")) return false;
    } catch (const Error&) {
        return std::nullopt;  // No busctl, no system bus.
    }
    return std::nullopt;
}

std::optional<double> processorLoad(const std::string& file) {
    const std::string text = wordIn(file);
    double load = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), load);
    if (text.empty() || read.ec != std::errc{} || load < 0) return std::nullopt;
    return load / static_cast<double>(processorCount());
}

}  // namespace tl
