#include <algorithm>
#include <cerrno>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "infra/platform/process_priority.h"
#include "infra/platform/system_error.h"

namespace tl {

namespace {

/// **Source:** Linux, include/uapi/linux/ioprio.h, which Debian's headers do not show to programs
/// in C++.
constexpr int kClassShift = 13;
constexpr int kWhoProcess = 1;
constexpr int kBestEffort = 2;
constexpr int kIdle = 3;
constexpr int kLeastOfBestEffort = 7;

void lowerProcessorShare(int nice) {
    errno = 0;
    const int current = ::getpriority(PRIO_PROCESS, 0);
    if (current == -1 && errno != 0)
        throwSystemError(errno, "cannot read the priority", "of this process");
    if (::setpriority(PRIO_PROCESS, 0, std::max(nice, current)) != 0)
        throwSystemError(errno, "cannot lower the priority", "of this process");
}

void lowerDiskShare(int ioClass, int level) {
#if defined(SYS_ioprio_set)
    const int value = (ioClass << kClassShift) | level;
    // A kernel without it, or a container that forbids it, is no reason to refuse the work.
    if (::syscall(SYS_ioprio_set, kWhoProcess, 0, value) != 0 && errno != ENOSYS && errno != EPERM)
        throwSystemError(errno, "cannot lower the priority at the disks", "of this process");
#endif
}

}  // namespace

void lowerPriority(ProcessPriority priority) {
    switch (priority) {
        case ProcessPriority::Normal:
            return;
        case ProcessPriority::Low:
            lowerProcessorShare(10);
            return lowerDiskShare(kBestEffort, kLeastOfBestEffort);
        case ProcessPriority::Idle:
            lowerProcessorShare(19);
            return lowerDiskShare(kIdle, 0);
    }
}

}  // namespace tl
