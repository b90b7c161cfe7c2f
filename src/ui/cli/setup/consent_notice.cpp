#include "ui/cli/setup/consent_notice.h"

#include "infra/platform/environment.h"
#include "infra/platform/user_folders.h"

namespace tl::cli {

namespace {

std::string line(const std::string& folder, const char* what) {
    return "  " + (folder.empty() ? std::string{"(no home)"} : folder) + "\n      " + what + "\n";
}

}  // namespace

std::string consentNotice() {
    return "What TimeLocker keeps on this machine, all of it yours to read and to remove:\n" +
           line(userDataFolder() + "/timelocker",
                "the names, schedules and policies that you define, and the history of what was "
                "done (for root /var/lib/timelocker; or where --catalog says)") +
           line(userConfigFolder() + "/timelocker",
                "passwords that you ask it to keep, in files that only you can read, and the "
                "vault") +
           line(userStateFolder() + "/timelocker/audit",
                "a log of what was done, when and by which user") +
           line(userCacheFolder().value_or("") + "/restic",
                "copies of what describes your repositories, encrypted as it is there") +
           "\nNothing is sent anywhere but to the repositories and notification channels that you "
           "name.\nBackups are encrypted before they leave this machine; their definitions and "
           "your "
           "user's\nand machine's name are kept in the repository, encrypted, too. There is no "
           "account,\nno telemetry and no look-out for updates.\n";
}

}  // namespace tl::cli
