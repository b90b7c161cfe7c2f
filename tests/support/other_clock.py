"""Shows a program another time on the wall than it is.

faketime would, too; but it replaces the waits of threads as well, and programs with many threads then hang now and then.
"""
import os
import pathlib
import struct
import subprocess

SOURCE = """
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// The seconds that the clock is fast, in a file that the test may write to at any time.
static const volatile long* secondsOff() {
    static const volatile long* const shared = [] {
        const int file = open(SECONDS_FILE, O_RDONLY | O_CLOEXEC);
        void* const place = mmap(nullptr, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
        if (file < 0 || place == MAP_FAILED) abort();
        close(file);
        return static_cast<const volatile long*>(place);
    }();
    return shared;
}

extern "C" int clock_gettime(clockid_t clock, timespec* result) noexcept {
    const long status = syscall(SYS_clock_gettime, clock, result);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) result->tv_sec += *secondsOff();
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


class OtherClock:
    """So many seconds fast, until set() says otherwise; running programs follow at once."""

    def __init__(self, folder, seconds=0):
        self._seconds = pathlib.Path(folder) / "other_clock.seconds"
        self._library = pathlib.Path(folder) / "other_clock.so"
        self.set(seconds)
        subprocess.run(["c++", "-x", "c++", "-shared", "-fPIC", f'-DSECONDS_FILE="{self._seconds}"', "-o", self._library, "-"],
                       input=SOURCE.encode(), check=True)

    def set(self, seconds):
        with open(self._seconds, "r+b" if self._seconds.exists() else "wb") as file:  # In place: it is mapped.
            file.write(struct.pack("l", seconds))

    def environment(self):
        """The variables for a program that is to have this clock."""
        variables = {"LD_PRELOAD": str(self._library)}
        if "ASAN_OPTIONS" in os.environ:  # It wants to be the first library, and need not be.
            variables["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"] + ":verify_asan_link_order=0"
        return variables


def clock_off(folder, seconds):
    """The variables for a program whose clock is to be so many seconds fast."""
    return OtherClock(folder, seconds).environment()
