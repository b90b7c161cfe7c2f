"""Shows a program another time on the wall than it is.

faketime would, too; but it replaces the waits of threads as well, and programs with many threads then hang now and then.
"""
import subprocess

SOURCE = """
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

extern "C" int clock_gettime(clockid_t clock, timespec* result) noexcept {
    const long status = syscall(SYS_clock_gettime, clock, result);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) result->tv_sec += SECONDS_OFF;
    return static_cast<int>(status);
}
extern "C" int gettimeofday(timeval* result, void*) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    *result = {now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
extern "C" time_t time(time_t* result) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
"""


def clock_off(folder, seconds):
    """The variables for a program whose clock is to be so many seconds fast."""
    library = folder / "other_clock.so"
    subprocess.run(["c++", "-x", "c++", "-shared", "-fPIC", f"-DSECONDS_OFF={seconds}", "-o", library, "-"],
                   input=SOURCE.encode(), check=True)
    return {"LD_PRELOAD": str(library)}
