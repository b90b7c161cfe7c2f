#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <string_view>

#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include "infra/platform/environment.h"
#include "infra/platform/file_system.h"
#include "infra/platform/system_error.h"
#include "infra/platform/users.h"

namespace tl {

std::optional<std::string> environmentVariable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
}

std::optional<std::string> userCacheFolder() {
    if (auto folder = environmentVariable("XDG_CACHE_HOME"); folder && !folder->empty())
        return folder;
    const auto home = environmentVariable("HOME");
    if (!home || home->empty()) return std::nullopt;
    return *home + "/.cache";
}

std::string hostName() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        throwSystemError(errno, "read the machine's name", {});
    return name.data();
}

std::string userName() {
    return UserNames{}.userName(userId());
}

std::uint32_t userId() {
    return ::geteuid();
}

std::uint32_t groupId() {
    return ::getegid();
}

bool isRoot() {
    return userId() == 0;
}

std::int64_t processId() {
    return ::getpid();
}

bool isProcessAlive(std::int64_t processId) {
    // Ids of 0 and less name groups of processes.
    if (processId <= 0 || processId > std::numeric_limits<::pid_t>::max()) return false;
    return ::kill(static_cast<::pid_t>(processId), 0) == 0 || errno == EPERM;
}

namespace {

std::size_t allowedProcessors() {
    ::cpu_set_t allowed;
    CPU_ZERO(&allowed);
    // Fails on machines with more processors than the set has room for.
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    return static_cast<std::size_t>(CPU_COUNT(&allowed));
}

std::optional<std::size_t> parseNumber(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The limit of our control group, rounded up; nothing when there is none. The file reads
/// "max 100000" or "150000 100000": microseconds of processor time in each period.
std::optional<std::size_t> controlGroupLimit() {
    constexpr std::size_t kSizeMax = 100;
    const auto text = tryReadFile("/sys/fs/cgroup/cpu.max", kSizeMax);
    if (!text) return std::nullopt;
    const std::string_view line = std::string_view{*text}.substr(0, text->find('\n'));
    const std::size_t space = std::min(line.find(' '), line.size());
    const auto quota = parseNumber(line.substr(0, space));
    const auto period = parseNumber(line.substr(std::min(space + 1, line.size())));
    if (!quota || !period || *period == 0) return std::nullopt;
    return (*quota + *period - 1) / *period;
}

}  // namespace

std::size_t processorCount() {
    const std::size_t allowed = allowedProcessors();
    return std::max<std::size_t>(1, std::min(allowed, controlGroupLimit().value_or(allowed)));
}

std::uint64_t machineMemory() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long pageBytes = ::sysconf(_SC_PAGESIZE);
    const std::uint64_t all = pages > 0 && pageBytes > 0 ? static_cast<std::uint64_t>(pages) *
                                                               static_cast<std::uint64_t>(pageBytes)
                                                         : 0;
    constexpr std::size_t kSizeMax = 100;
    const auto text = tryReadFile("/sys/fs/cgroup/memory.max", kSizeMax);
    if (!text) return all;
    const auto limit = parseNumber(std::string_view{*text}.substr(0, text->find('\n')));
    return limit ? std::min<std::uint64_t>(all, *limit) : all;  // "max" is no number.
}

}  // namespace tl
