#include "ui/cli/setup/setup_options.h"

namespace tl::cli {

void SetupOptions::declare(OptionSet& options) {
    options.flag({"yes",
                  'y',
                  "",
                  "ask nothing: agree to the notice, and take what is suggested for all that no "
                  "option answers",
                  "",
                  {}},
                 isAssenting);
    options.flag({"dry-run", 'n', "", "only show what would be done", "", {}}, isDryRun);
    options.optionalText({"name", '\0', "name", "the repository's name", "", {}}, repositoryName);
    options.flag({"make-password",
                  '\0',
                  "",
                  "make up the password of a new repository, and show it once",
                  "",
                  {}},
                 isPasswordMade);
    options.optionalText({"keep-password",
                          '\0',
                          "place",
                          "where the password is kept: a file that only you can read, the keyring "
                          "or the vault",
                          "",
                          {"file", "keyring", "vault"}},
                         keepPassword);
    options.optionalText({"target", '\0', "name", "the target's name", "", {}}, targetName);
    options.list({"group",
                  '\0',
                  "name",
                  "a group of patterns of `tl pattern list`; none takes the suggested ones away "
                  "(repeatable)",
                  "",
                  {}},
                 groups);
    options.optionalText({"schedule",
                          '\0',
                          "timing",
                          "when to back up, such as \"daily 20:00\" (docs/schedules.md); none: "
                          "not by itself",
                          "",
                          {}},
                         timing);
    options.optionalText({"keep",
                          '\0',
                          "periods",
                          "which snapshots to keep, such as \"daily 7, weekly 5, monthly 12\"; "
                          "all: no policy",
                          "",
                          {}},
                         kept);
    options.optionalText({"systemd",
                          '\0',
                          "folder",
                          "write systemd's units for the schedules there; usual: where systemd "
                          "looks for this user's; none: do not",
                          "",
                          {}},
                         systemd);
    options.optionalFlag({"backup", '\0', "", "make the first backup at once", "", {}},
                         isBackingUp);
}

}  // namespace tl::cli
