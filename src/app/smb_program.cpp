// timelocker-smb: talks to an SMB server for tl, which starts it and tells it by its standard input
// what to do.

#include <fcntl.h>
#include <unistd.h>

#include "storage/smb/smb_agent.h"

int main() {
    constexpr char kNotForPeople[] = "timelocker-smb is started by tl, for smb:// repositories\n";
    if (::isatty(STDIN_FILENO) != 0) {
        [[maybe_unused]] const auto written =
            ::write(STDERR_FILENO, kNotForPeople, sizeof kNotForPeople - 1);
        return 1;
    }
    // Libraries print to standard output when they feel like it: replies go where they do not.
    const int replies = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (replies < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 1;
    return tl::storage::serveSmb(STDIN_FILENO, replies);
}
