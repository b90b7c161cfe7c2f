#include "ui/cli/manual/places.h"

#include <array>

namespace tl::cli {

namespace {

constexpr std::array kVariables = {
    ManualPlace{"TIMELOCKER_REPOSITORY, TIMELOCKER_REPOSITORY_FILE",
                "The repository, where no option names one. RESTIC_... is understood in place of "
                "TIMELOCKER_..., in all variables that restic has, and TIMELOCKER_... wins."},
    ManualPlace{"TIMELOCKER_PASSWORD, TIMELOCKER_PASSWORD_FILE, TIMELOCKER_PASSWORD_COMMAND",
                "The repository's password, a file that has it, a command that prints it. They do "
                "not count for a repository whose definition says where its password is."},
    ManualPlace{"TIMELOCKER_CATALOG", "The catalog, as `--catalog` takes it."},
    ManualPlace{"TIMELOCKER_VAULT_PASSWORD, TIMELOCKER_VAULT_PASSWORD_FILE, "
                "TIMELOCKER_VAULT_PASSWORD_COMMAND",
                "The same for the vault."},
    ManualPlace{"TIMELOCKER_TOKEN", "The token to act with."},
    ManualPlace{"TIMELOCKER_HOST", "The host of new snapshots; without it, the machine's name."},
    ManualPlace{"TIMELOCKER_COMPRESSION, TIMELOCKER_PACK_SIZE, TIMELOCKER_READ_CONCURRENCY",
                "As the options of these names."},
    ManualPlace{"TIMELOCKER_MEMORY, TIMELOCKER_CACHE_SIZE, TIMELOCKER_CACHE_DIR, "
                "TIMELOCKER_LIMIT_FILE",
                "As the options of these names."},
    ManualPlace{"TIMELOCKER_PLUGINS", "Folders with plugins, with colons between."},
    ManualPlace{"AWS_ACCESS_KEY_ID and others",
                "Keys and passwords of storage services: those that restic has, and those that "
                "docs/backends.md names."},
    ManualPlace{"XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME",
                "Folders in place of ~/.config, ~/.local/share, ~/.local/state and ~/.cache."},
    ManualPlace{"TMPDIR", "Where short-lived files go; without it, /tmp."},
};

constexpr std::array kFiles = {
    ManualPlace{"~/.local/share/timelocker/catalog.db",
                "The catalog: definitions and history. For root "
                "/var/lib/timelocker/catalog.db."},
    ManualPlace{"~/.config/timelocker/vault", "The vault: encrypted secrets."},
    ManualPlace{"~/.config/timelocker/passwords/", "Passwords that `tl setup` keeps in files."},
    ManualPlace{"~/.config/timelocker/plugins", "Which plugins are enabled."},
    ManualPlace{"~/.local/share/timelocker/plugins/, /usr/local/share/timelocker/plugins/, "
                "/usr/share/timelocker/plugins/",
                "Plugins."},
    ManualPlace{"~/.local/state/timelocker/audit/", "The audit log."},
    ManualPlace{"~/.local/state/timelocker/packs-read/", "What checks have read, and when."},
    ManualPlace{"~/.cache/restic/",
                "Copies of what describes the repositories, which restic shares."},
};

}  // namespace

std::span<const ManualPlace> manualVariables() {
    return kVariables;
}

std::span<const ManualPlace> manualFiles() {
    return kFiles;
}

}  // namespace tl::cli
