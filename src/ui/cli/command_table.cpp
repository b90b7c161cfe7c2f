#include "ui/cli/command_table.h"

#include <algorithm>
#include <array>

#include "ui/cli/commands/audit.h"
#include "ui/cli/commands/backup.h"
#include "ui/cli/commands/cache.h"
#include "ui/cli/commands/cat.h"
#include "ui/cli/commands/check.h"
#include "ui/cli/commands/config.h"
#include "ui/cli/commands/config_kept.h"
#include "ui/cli/commands/copy.h"
#include "ui/cli/commands/diff.h"
#include "ui/cli/commands/dump.h"
#include "ui/cli/commands/find.h"
#include "ui/cli/commands/forget.h"
#include "ui/cli/commands/generate.h"
#include "ui/cli/commands/history.h"
#include "ui/cli/commands/init.h"
#include "ui/cli/commands/key.h"
#include "ui/cli/commands/list.h"
#include "ui/cli/commands/ls.h"
#include "ui/cli/commands/metrics.h"
#include "ui/cli/commands/migrate.h"
#include "ui/cli/commands/mount.h"
#include "ui/cli/commands/notify.h"
#include "ui/cli/commands/pattern.h"
#include "ui/cli/commands/plugin.h"
#include "ui/cli/commands/policy.h"
#include "ui/cli/commands/privacy.h"
#include "ui/cli/commands/prune.h"
#include "ui/cli/commands/region.h"
#include "ui/cli/commands/repair.h"
#include "ui/cli/commands/repo.h"
#include "ui/cli/commands/repo_move.h"
#include "ui/cli/commands/replaced.h"
#include "ui/cli/commands/report.h"
#include "ui/cli/commands/restore.h"
#include "ui/cli/commands/rewrite.h"
#include "ui/cli/commands/schedule.h"
#include "ui/cli/commands/serve.h"
#include "ui/cli/commands/secret.h"
#include "ui/cli/commands/setup.h"
#include "ui/cli/commands/snapshots.h"
#include "ui/cli/commands/stats.h"
#include "ui/cli/commands/tag.h"
#include "ui/cli/commands/target.h"
#include "ui/cli/commands/token.h"
#include "ui/cli/commands/unlock.h"
#include "ui/cli/commands/user.h"
#include "ui/cli/commands/vault.h"
#include "ui/cli/commands/version.h"

namespace tl::cli {

namespace {

// In the order of the help: by name.
constexpr std::array kCommands = {
    CommandEntry{
        .name = "audit checkpoint",
        .operands = "",
        .summary = "let a repository vouch for the audit log",
        .details = "Keeps in the repository, signed, where the log ends: as a small snapshot with\n"
                   "the tag timelocker-audit. `tl audit verify -r REPOSITORY` then notices when\n"
                   "the log was made anew. Note the key that it names at a safe place. A schedule\n"
                   "makes checkpoints by itself: `tl schedule add vouch checkpoint NAME daily`.",
        .make = makeAuditCheckpointCommand},
    CommandEntry{.name = "audit export",
                 .operands = "",
                 .summary = "print the audit log for other programs",
                 .details = "Prints the chosen entries, all by default, the oldest first.",
                 .make = makeAuditExportCommand},
    CommandEntry{.name = "audit list",
                 .operands = "",
                 .summary = "tell what was done, when, and by whom",
                 .details =
                     "Lists what changed repositories and what gave data out, the newest last.\n"
                     "The log is this user's, in ~/.local/state/timelocker/audit.",
                 .make = makeAuditListCommand},
    CommandEntry{.name = "audit verify",
                 .operands = "",
                 .summary = "find out whether the audit log was changed",
                 .details =
                     "Names the first entry that was changed, removed, moved or replaced. With a\n"
                     "repository (-r), the log is also held against the checkpoints in it.\n\n"
                     "Exit status 1: the log is not as it was written.",
                 .make = makeAuditVerifyCommand},
    CommandEntry{.name = "backup",
                 .operands = "[FILE/DIR]...",
                 .summary = "make a snapshot of files and folders",
                 .details =
                     "Saves the given files and folders in a new snapshot. What is in the\n"
                     "repository already is not stored again.\n\n"
                     "Exit status 3: the snapshot was made, but some files could not be read.",
                 .make = makeBackupCommand},
    CommandEntry{.name = "cache",
                 .operands = "",
                 .summary = "list or clean up the local caches",
                 .details =
                     "Every repository has a folder there, which restic shares. All that is\n"
                     "in it can be made again.",
                 .make = makeCacheCommand},
    CommandEntry{
        .name = "cancel",
        .operands = "OPERATION",
        .summary = "stop an operation, whoever runs it",
        .details =
            "OPERATION is an ID of `tl history`, or its beginning. A backup that is stopped\n"
            "leaves the repository sound; what it stored is found again by the next one.",
        .make = makeCancelCommand},
    CommandEntry{
        .name = "cat",
        .operands = "[masterkey|config|pack ID|blob ID|snapshot ID|index ID|key ID|"
                    "lock ID|tree SNAPSHOT[:FOLDER]]",
        .summary = "print one of the repository's objects",
        .details = "Prints JSON, indented; a blob or a pack byte for byte. An ID may be cut short\n"
                   "as long as it stays unique.",
        .make = makeCatCommand,
        .choices = "masterkey config pack blob snapshot index key lock tree"},
    CommandEntry{.name = "check",
                 .operands = "[SNAPSHOT]...",
                 .summary = "look for damage in the repository",
                 .details =
                     "Checks that all that the snapshots need is there and is connected.\n"
                     "With --read-data all data is read and checked, too; what was read when is\n"
                     "remembered, so that a part of it each day comes round to all.\n\n"
                     "Exit status 1: there is damage.",
                 .make = makeCheckCommand},
    CommandEntry{.name = "config apply",
                 .operands = "FILE",
                 .summary = "make the definitions what a file says",
                 .details =
                     "Shows each change: + added, ~ changed, - removed. Done as a whole or not at\n"
                     "all; applied again, the same file changes nothing.",
                 .make = makeConfigApplyCommand},
    CommandEntry{.name = "config backup",
                 .operands = "",
                 .summary = "keep the definitions in a repository",
                 .details =
                     "Encrypted as all in it, as a snapshot of its own with the tag\n"
                     "timelocker-configuration, unless the newest of this machine says the same.\n"
                     "`tl target run` does that by itself before a backup.",
                 .make = makeConfigBackupCommand},
    CommandEntry{
        .name = "config export",
        .operands = "",
        .summary = "write the definitions as TOML",
        .details =
            "Repositories, pattern groups, targets, policies, schedules and channels. There\n"
            "are no secrets in it: the catalog has none.",
        .make = makeConfigExportCommand},
    CommandEntry{.name = "config kept",
                 .operands = "",
                 .summary = "list the configurations that a repository keeps",
                 .details = "Of all machines, the oldest first.",
                 .make = makeConfigKeptCommand},
    CommandEntry{.name = "config recover",
                 .operands = "",
                 .summary = "get the definitions back from a repository",
                 .details =
                     "For a machine that lost all: `tl -r LOCATION config recover` asks for the\n"
                     "password of the repository and brings back what was defined: repositories,\n"
                     "targets, policies, schedules. Passwords are not in it: files with passwords\n"
                     "that are missing are named.",
                 .make = makeConfigRecoverCommand},
    CommandEntry{
        .name = "config validate",
        .operands = "FILE",
        .summary = "look whether a file of definitions is sound",
        .details = "Needs no catalog, so that a fleet's set-up can be tested where it is kept.",
        .make = makeConfigValidateCommand},
    CommandEntry{
        .name = "copy",
        .operands = "[SNAPSHOT]...",
        .summary = "copy snapshots from another repository",
        .details = "Copies the given snapshots, or those that --host, --tag and --path select, or\n"
                   "all, from --from-repo to --repo. What has been copied before is skipped.\n"
                   "Both repositories should cut files alike: see `init --copy-chunker-params`.",
        .make = makeCopyCommand,
        .choices = "latest"},
    CommandEntry{.name = "diff",
                 .operands = "SNAPSHOT[:FOLDER] SNAPSHOT[:FOLDER] | --live SNAPSHOT[:FOLDER] "
                             "[FILE/FOLDER]",
                 .summary = "show what changed from one snapshot to another, or to the disk",
                 .details =
                     "The signs in front of a path:\n"
                     "  +  added\n"
                     "  -  removed\n"
                     "  M  the content changed\n"
                     "  T  the type changed, for example from a file to a link\n"
                     "  U  only metadata changed; with --metadata\n"
                     "  ?  behind M: nothing but the content changed, so it may be damaged\n\n"
                     "With --live, the snapshot is compared with what is on the disk now: "
                     "at\nthe places that it saved, or at the given one. A file whose size, "
                     "times\nand inode are those of the snapshot is not read, unless "
                     "--read-all is given.",
                 .make = makeDiffCommand,
                 .choices = "latest"},
    CommandEntry{.name = "dump",
                 .operands = "SNAPSHOT[:FOLDER] FILE/FOLDER",
                 .summary = "print a file of a snapshot, or a folder as an archive",
                 .details =
                     "A folder is written as a tar or zip archive of the files, folders and\n"
                     "links below it; `/` stands for all of the snapshot. tar keeps extended\n"
                     "attributes and access lists. With SNAPSHOT:FOLDER, paths begin at\n"
                     "that folder.",
                 .make = makeDumpCommand,
                 .choices = "latest"},
    CommandEntry{.name = "find",
                 .operands = "PATTERN... | --history PATH",
                 .summary = "find files, folders and blobs in the snapshots",
                 .details =
                     "Patterns are those of excludes: `*.txt` fits everywhere, `/home/*` from\n"
                     "the root of the snapshots. With --history, shows when the file or folder\n"
                     "at PATH was added, changed and removed, and which snapshots have each of\n"
                     "its versions.",
                 .make = makeFindCommand},
    CommandEntry{
        .name = "forget",
        .operands = "[SNAPSHOT]...",
        .summary = "remove snapshots, by a policy or by ID",
        .details =
            "Removes the given snapshots, or those that the --keep-… options do not keep.\n"
            "Each option is a reason to keep a snapshot; one is enough. The policy is\n"
            "applied to each host and set of paths on its own (see --group-by).\n"
            "The data that is no longer needed stays until `prune` removes it, or --prune.\n\n"
            "Exit status 3: some of the snapshots could not be removed.",
        .make = makeForgetCommand,
        .choices = "latest"},
    CommandEntry{.name = "generate",
                 .operands = "",
                 .summary = "write completions for shells, and manual pages",
                 .details =
                     "Writes to the given files; `-` stands for the standard output. In bash, for\n"
                     "example: tl generate --bash-completion /etc/bash_completion.d/tl\n"
                     "Pages in /usr/local/share/man/man1 are found by `man tl-backup`.",
                 .make = makeGenerateCommand},
    CommandEntry{.name = "history",
                 .operands = "[OPERATION]",
                 .summary = "show what was done and what is going on",
                 .details =
                     "Backups, checks and prunes of repositories and targets with names, newest\n"
                     "first; or all about one of them, with its log lines.",
                 .make = makeHistoryCommand},
    CommandEntry{
        .name = "init",
        .operands = "",
        .summary = "make a new repository",
        .details = "Makes the place, if it is not there, and asks for a new password. Nobody can\n"
                   "read the repository without a password, and there is no way to find one out.\n"
                   "With --copy-chunker-params, the new repository cuts files as the one given by\n"
                   "--from-repo does, so that copies and backups share their data.",
        .make = makeInitCommand},
    CommandEntry{.name = "key add",
                 .operands = "",
                 .summary = "add a password",
                 .details =
                     "Any of a repository's passwords opens it. The new one is asked for, or read\n"
                     "from --new-password-file.",
                 .make = makeKeyAddCommand},
    CommandEntry{.name = "key list",
                 .operands = "",
                 .summary = "list the repository's keys (one for each password)",
                 .details = "The key in use is marked with a star.",
                 .make = makeKeyListCommand},
    CommandEntry{.name = "key passwd",
                 .operands = "",
                 .summary = "change the password",
                 .details =
                     "Adds the new password, then removes the one that the repository was opened\n"
                     "with. Other passwords stay.",
                 .make = makeKeyPasswdCommand},
    CommandEntry{.name = "key remove",
                 .operands = "ID",
                 .summary = "remove a password",
                 .details = "The ID is that of `key list`. The key in use cannot be removed.",
                 .make = makeKeyRemoveCommand},
    CommandEntry{.name = "list",
                 .operands = "[blobs|packs|index|snapshots|keys|locks]",
                 .summary = "list the repository's objects of one kind",
                 .details = "Prints IDs, one a line; of blobs with their type.",
                 .make = makeListCommand,
                 .choices = "blobs packs index snapshots keys locks"},
    CommandEntry{.name = "ls",
                 .operands = "SNAPSHOT[:FOLDER] [FOLDER]...",
                 .summary = "list the files in a snapshot",
                 .details = "Lists all files of the snapshot, or what is directly in the given\n"
                            "folders, or with --recursive all that is below them.",
                 .make = makeLsCommand,
                 .choices = "latest"},
    CommandEntry{
        .name = "metrics",
        .operands = "",
        .summary = "write figures of the history for Prometheus",
        .details =
            "When things last went well, how long they take, what fails, how large repositories\n"
            "are and when they were checked, as node_exporter's textfile collector reads it.\n"
            "example: tl metrics --output /var/lib/prometheus/node-exporter/timelocker.prom",
        .make = makeMetricsCommand},
    CommandEntry{.name = "migrate",
                 .operands = "[MIGRATION]...",
                 .summary = "change the repository's format",
                 .details =
                     "Without an argument, lists what can be done. `upgrade_repo_v2` makes a\n"
                     "repository of format 1 one of format 2, which compresses. The repository is\n"
                     "checked first, and left alone if it has errors. Older versions of restic\n"
                     "than 0.14 cannot use it afterwards.",
                 .make = makeMigrateCommand,
                 .choices = "upgrade_repo_v2"},
    CommandEntry{.name = "mount",
                 .operands = "FOLDER",
                 .summary = "show the snapshots as folders, read-only",
                 .details =
                     "Shows each snapshot at ids/ID, snapshots/TIME, hosts/HOST/TIME and\n"
                     "tags/TAG/TIME, with a link `latest`, until Ctrl-C is pressed or the\n"
                     "folder is unmounted. In --path-template, %i is the short ID, %I the long\n"
                     "one, %u the user, %h the host, %t each tag and %T the time.",
                 .make = makeMountCommand},
    CommandEntry{
        .name = "notify add",
        .operands = "NAME KIND",
        .summary = "make a way to tell somebody what happened",
        .details =
            "KIND and what it needs with --set NAME=VALUE and --secret NAME=REFERENCE:\n"
            "  desktop\n"
            "  email    server (HOST[:PORT]), from, to; user and secret password; security\n"
            "           (starttls, tls, none), ca_file\n"
            "  webhook  url; secrets key (signs it), authorization; ca_file\n"
            "  ping     url of a service such as healthchecks.io; style (healthchecks, plain)\n"
            "  command  command, which finds all in TIMELOCKER_NOTICE_… variables\n"
            "  plugin   plugin, option.NAME",
        .make = makeNotifyAddCommand,
        .choices = "desktop email webhook ping command plugin"},
    CommandEntry{.name = "notify edit",
                 .operands = "NAME",
                 .summary = "change a notification channel",
                 .details = "A list that is given takes the place of the whole list.",
                 .make = makeNotifyEditCommand},
    CommandEntry{.name = "notify list",
                 .operands = "",
                 .summary = "list the notification channels",
                 .details = "And what each is told of.",
                 .make = makeNotifyListCommand},
    CommandEntry{
        .name = "notify overdue",
        .operands = "",
        .summary = "tell of backups that should have been made",
        .details = "Tells the channels of each target, of this machine, whose last backup to one\n"
                   "of its repositories is older than --after, or missing. For a timer.",
        .make = makeNotifyOverdueCommand},
    CommandEntry{.name = "notify remove",
                 .operands = "NAME",
                 .summary = "remove a notification channel",
                 .details = "Nothing else changes.",
                 .make = makeNotifyRemoveCommand},
    CommandEntry{.name = "notify show",
                 .operands = "NAME",
                 .summary = "tell all about a notification channel",
                 .details = "Secrets are named by where they are.",
                 .make = makeNotifyShowCommand},
    CommandEntry{.name = "notify test",
                 .operands = "NAME",
                 .summary = "try a notification channel",
                 .details = "Sends a test, whatever its filters say, and tells what came of it.",
                 .make = makeNotifyTestCommand},
    CommandEntry{.name = "pattern add",
                 .operands = "NAME",
                 .summary = "make a group of patterns",
                 .details = "For targets: `tl target add --group NAME`.",
                 .make = makePatternAddCommand},
    CommandEntry{.name = "pattern edit",
                 .operands = "NAME",
                 .summary = "change a group of patterns",
                 .details = "A list that is given takes the place of the whole list.",
                 .make = makePatternEditCommand},
    CommandEntry{.name = "pattern list",
                 .operands = "",
                 .summary = "list the groups of patterns",
                 .details = "Those that come with TimeLocker, and your own.",
                 .make = makePatternListCommand},
    CommandEntry{.name = "pattern remove",
                 .operands = "NAME",
                 .summary = "remove a group of patterns",
                 .details = "Not while a target uses it.",
                 .make = makePatternRemoveCommand},
    CommandEntry{.name = "pattern show",
                 .operands = "NAME",
                 .summary = "tell all about a group of patterns",
                 .details = "Its patterns are those of `backup --exclude`.",
                 .make = makePatternShowCommand},
    CommandEntry{.name = "plugin disable",
                 .operands = "NAME",
                 .summary = "start this plugin no more",
                 .details = "What it stored, and its folder, stay as they are.",
                 .make = makePluginDisableCommand},
    CommandEntry{.name = "plugin enable",
                 .operands = "NAME",
                 .summary = "allow TimeLocker to start this plugin",
                 .details =
                     "A plugin is a program that runs with your rights. Those of the system's\n"
                     "packages are enabled from the start, those in your own folders are not.",
                 .make = makePluginEnableCommand},
    CommandEntry{.name = "plugin list",
                 .operands = "",
                 .summary = "list the plugins that are there",
                 .details =
                     "Looks in the folders of TIMELOCKER_PLUGINS (with colons between), in\n"
                     "~/.local/share/timelocker/plugins, /usr/local/share/timelocker/plugins and\n"
                     "/usr/share/timelocker/plugins. One that is refused says why.",
                 .make = makePluginListCommand},
    CommandEntry{.name = "plugin new",
                 .operands = "NAME",
                 .summary = "make a plugin that works, to be changed",
                 .details =
                     "Writes a manifest and a program: of storage in Python, of the other kinds\n"
                     "in shell. docs/plugins.md tells what a plugin is asked and has to answer.",
                 .make = makePluginNewCommand},
    CommandEntry{.name = "plugin secret",
                 .operands = "NAME SECRET",
                 .summary = "print what a source of secrets says",
                 .details = "For use as a password command:\n"
                            "  tl --password-command \"tl plugin secret NAME SECRET\" snapshots",
                 .make = makePluginSecretCommand},
    CommandEntry{.name = "plugin show",
                 .operands = "NAME",
                 .summary = "tell all about a plugin",
                 .details = "Its state, its program, and the options that it takes.",
                 .make = makePluginShowCommand},
    CommandEntry{.name = "plugin test",
                 .operands = "NAME [SUBJECT]",
                 .summary = "hold a plugin to the protocol",
                 .details =
                     "Starts it and tells of each check how it went. SUBJECT is, for storage, the\n"
                     "path of an empty place, where files are stored and removed; for a source of\n"
                     "secrets, the name of one; for a hook, an event; for a notifier, a text.\n\n"
                     "Exit status 1: a check failed.",
                 .make = makePluginTestCommand},
    CommandEntry{
        .name = "policy add",
        .operands = "NAME",
        .summary = "say which snapshots are kept",
        .details = "The rules are those of `forget`. A snapshot is judged by the most specific\n"
                   "policy that is for it: a tag's, else its target's, else the repository's, else\n"
                   "the one for all; without any, it stays. A schedule for forget acts by the\n"
                   "policies, and so does `tl policy apply`.",
        .make = makePolicyAddCommand},
    CommandEntry{.name = "policy apply",
                 .operands = "",
                 .summary = "remove what the policies do not keep",
                 .details = "From one repository. `tl policy preview` shows what that would be.",
                 .make = makePolicyApplyCommand},
    CommandEntry{.name = "policy edit",
                 .operands = "NAME",
                 .summary = "change or pause a retention policy",
                 .details = "A rule that is given takes the place of the one before; an empty one\n"
                            "(--keep-daily '') is taken away.",
                 .make = makePolicyEditCommand},
    CommandEntry{.name = "policy list",
                 .operands = "",
                 .summary = "list the retention policies",
                 .details = "",
                 .make = makePolicyListCommand},
    CommandEntry{.name = "policy preview",
                 .operands = "",
                 .summary = "tell what the policies would remove",
                 .details = "From one repository: which snapshots stay, by which policy and rule,\n"
                            "and which go. `tl policy apply` makes the same plan.",
                 .make = makePolicyPreviewCommand},
    CommandEntry{.name = "policy remove",
                 .operands = "NAME",
                 .summary = "forget a retention policy",
                 .details = "What it was for is then judged by the next less specific policy.",
                 .make = makePolicyRemoveCommand},
    CommandEntry{.name = "policy show",
                 .operands = "NAME",
                 .summary = "tell all about a retention policy",
                 .details = "",
                 .make = makePolicyShowCommand},
    CommandEntry{.name = "privacy erase",
                 .operands = "PERSON",
                 .summary = "erase what is kept about a person",
                 .details =
                     "Removes the user and its tokens; in the history and the audit log, takes out\n"
                     "who it was, messages and details. That something was done, when and how it\n"
                     "ended stays, and the audit log stays whole. Backups are not touched.",
                 .make = makePrivacyEraseCommand},
    CommandEntry{.name = "privacy export",
                 .operands = "PERSON",
                 .summary = "show what is kept about a person, as JSON",
                 .details = "The user and its tokens, its operations with their log lines, its\n"
                            "entries of the audit log, and which definitions hold the name.",
                 .make = makePrivacyExportCommand},
    CommandEntry{
        .name = "prune",
        .operands = "",
        .summary = "remove what no snapshot needs",
        .details = "Removes packs that no snapshot needs, and copies what is needed of others to\n"
                   "new packs where that frees space. It says what it is going to do first.",
        .make = makePruneCommand},
    CommandEntry{
        .name = "rebuild-index",
        .operands = "",
        .summary = "the same as `repair index`",
        .details = "The name that it had in restic before 0.16. Lists every pack that is there as\n"
                   "its header says, and none else.",
        .make = makeRepairIndexCommand},
    CommandEntry{.name = "recover",
                 .operands = "",
                 .summary = "make a snapshot of folders that no snapshot leads to",
                 .details = "Finds what was backed up, but belongs to no snapshot any more, and\n"
                            "makes a snapshot with a folder for each tree found.",
                 .make = makeRecoverCommand},
    CommandEntry{.name = "region remove",
                 .operands = "",
                 .summary = "let repositories be in any region",
                 .details = "Rules of single repositories stay; `tl repo edit NAME --region-rule ''`\n"
                            "takes one away.",
                 .make = makeRegionRemoveCommand},
    CommandEntry{
        .name = "region set",
        .operands = "REGION...",
        .summary = "say in which regions of clouds repositories may be",
        .details =
            "REGION is a group of countries (eu, eea), a country (de, uk, us), a region\n"
            "(eu-central-1), a pattern (eu-*), or any. A repository in a cloud that is\n"
            "elsewhere is not used; with --breach warn, it is with a warning. What storage\n"
            "itself says counts. It holds for all that have no rule of their own, which\n"
            "`tl repo edit NAME --region-rule \"us breach=warn unknown=refuse\"` gives.\n\n"
            "Example: tl region set eea uk",
        .make = makeRegionSetCommand,
        .choices = "eea eu uk us any"},
    CommandEntry{.name = "region show",
                 .operands = "",
                 .summary = "tell the rule of regions, and who keeps to it",
                 .details = "By what their locations tell; the storage itself is not asked.",
                 .make = makeRegionShowCommand},
    CommandEntry{.name = "repair config",
                 .operands = "",
                 .summary = "make a lost or damaged config anew",
                 .details =
                     "Needs a sound key. Put `config` back from a copy of the repository if\n"
                     "there is one: with a new config, files are cut at other places, so\n"
                     "that what changes is stored anew once.",
                 .make = makeRepairConfigCommand},
    CommandEntry{.name = "repair index",
                 .operands = "",
                 .summary = "make the index fit the packs again",
                 .details = "Lists every pack that is there as its header says, and none else.",
                 .make = makeRepairIndexCommand},
    CommandEntry{.name = "repair packs",
                 .operands = "ID...",
                 .summary = "save what is good in damaged packs",
                 .details = "Stores all that can still be read of the given packs in new ones and\n"
                            "removes them. A copy of each is left in the current folder.",
                 .make = makeRepairPacksCommand},
    CommandEntry{.name = "repair snapshots",
                 .operands = "[SNAPSHOT]...",
                 .summary = "take out of snapshots what is lost",
                 .details =
                     "Makes a snapshot in place of each damaged one, without the parts that\n"
                     "cannot be read. Run `repair index` first, and back up again: that may\n"
                     "bring lost data back.",
                 .make = makeRepairSnapshotsCommand,
                 .choices = "latest"},
    CommandEntry{.name = "replaced confirm",
                 .operands = "RESTORE",
                 .summary = "remove what a restore replaced, for good",
                 .details =
                     "RESTORE is an ID of `tl replaced list`, or the folder of what is kept, or the\n"
                     "one that this is in. Afterwards the restore cannot be taken back. It does no\n"
                     "harm to interrupt this: it can be gone on with.",
                 .make = makeReplacedConfirmCommand},
    CommandEntry{.name = "replaced list",
                 .operands = "[FOLDER]...",
                 .summary = "list the restores that can be taken back",
                 .details =
                     "Those from named repositories, which the history knows of, and those that\n"
                     "were made to the given folders.",
                 .make = makeReplacedListCommand},
    CommandEntry{.name = "replaced show",
                 .operands = "RESTORE",
                 .summary = "tell what a restore replaced, deleted and added",
                 .details = "What was to be done and was not, as the restore was interrupted, is\n"
                            "shown, too.",
                 .make = makeReplacedShowCommand},
    CommandEntry{.name = "replaced undo",
                 .operands = "RESTORE",
                 .summary = "take a restore back",
                 .details =
                     "What the restore replaced or deleted gets its place again, and what it put\n"
                     "there goes. RESTORE is an ID of `tl replaced list`, or the folder of what is\n"
                     "kept, or the one that this is in. What was changed since is left as it is,\n"
                     "unless --force moves it aside, into the same folder. A restore that was\n"
                     "interrupted is taken back in the same way.\n\n"
                     "Exit status 3: something was left as it is.",
                 .make = makeReplacedUndoCommand},
    CommandEntry{.name = "repo add",
                 .operands = "NAME LOCATION",
                 .summary = "give a repository a name",
                 .details =
                     "From then on, -r NAME means this repository, with its password and options:\n"
                     "--password-file, --password-command or --keyring say where the password is,\n"
                     "-o key=value what else to use. No secret itself is kept.",
                 .make = makeRepoAddCommand},
    CommandEntry{.name = "repo default",
                 .operands = "[NAME]",
                 .summary = "say which repository is meant where none is named",
                 .details = "Without a name it tells which one it is. A repository in the\n"
                            "environment goes before it.",
                 .make = makeRepoDefaultCommand},
    CommandEntry{.name = "repo edit",
                 .operands = "NAME",
                 .summary = "change what a name stands for",
                 .details = "Only what is given changes. Whatever uses the repository by its name\n"
                            "follows it to a new one.",
                 .make = makeRepoEditCommand},
    CommandEntry{.name = "repo list",
                 .operands = "",
                 .summary = "list the repositories that have names",
                 .details = "They are in the catalog; see --catalog.",
                 .make = makeRepoListCommand},
    CommandEntry{.name = "repo move",
                 .operands = "NEW-LOCATION",
                 .summary = "bring the whole repository to another place",
                 .details =
                     "Copies every file as it is and checks each by its hash on both sides.\n"
                     "Until the last one is there, the new place is no repository; run the\n"
                     "command again to go on after an interruption. The old repository stays\n"
                     "unless --delete-old is given. -o and the like hold for both places.",
                 .make = makeRepoMoveCommand},
    CommandEntry{.name = "repo remove",
                 .operands = "NAME",
                 .summary = "forget the name of a repository",
                 .details = "The repository and its backups stay as they are.",
                 .make = makeRepoRemoveCommand},
    CommandEntry{.name = "repo show",
                 .operands = "NAME",
                 .summary = "tell all about a name",
                 .details = "Where the repository is, and how to get in.",
                 .make = makeRepoShowCommand},
    CommandEntry{.name = "repo stats",
                 .operands = "NAME",
                 .summary = "show how a repository grew",
                 .details = "Backups, checks and prunes of repositories with names leave figures.",
                 .make = makeRepoStatsCommand},
    CommandEntry{
        .name = "report",
        .operands = "[operations|storage|checks|audit|all]",
        .summary = "write what the history says as a file",
        .details =
            "What was done and how it ended, how repositories grew, what checks found, and\n"
            "whether the audit log is as it was written. -r NAME chooses a repository.\n"
            "example: tl report --from 2026-01-01 --output year.pdf",
        .make = makeReportCommand,
        .choices = "operations storage checks audit all"},
    CommandEntry{
        .name = "restore",
        .operands = "SNAPSHOT[:FOLDER]",
        .summary = "bring the files of a snapshot back",
        .details =
            "Restores to --target what is in the snapshot, or below FOLDER in it. A file\n"
            "that is there already is repaired: only what differs is written. What else is\n"
            "in the folder stays, unless --delete is given. `latest` is the newest snapshot\n"
            "of those that --host, --tag and --path select.\n\n"
            "With --dry-run nothing is written, and the plan is shown: how many files are new,\n"
            "changed and as they are, which of those that would be overwritten are newer on\n"
            "the disk, and what would be deleted.\n\n"
            "With --in-place, the files go to where they were backed up, and what is replaced\n"
            "or deleted there is kept: `tl replaced undo` takes the restore back, and `tl\n"
            "replaced confirm` removes what is kept. --keep-replaced does so with --target.",
        .make = makeRestoreCommand,
        .choices = "latest"},
    CommandEntry{
        .name = "rewrite",
        .operands = "[SNAPSHOT]...",
        .summary = "make snapshots anew without some files",
        .details =
            "Makes the given snapshots anew, or those that --host, --tag and --path select,\n"
            "or all: without what is excluded, or with nothing but what is included.\n"
            "The new ones have the tag \"rewrite\", unless --forget removes the old ones.\n"
            "What was left out stays in the repository until `prune` removes it.",
        .make = makeRewriteCommand,
        .choices = "latest"},
    CommandEntry{
        .name = "schedule add",
        .operands = "NAME ACTION TARGET/REPOSITORY TIMING...",
        .summary = "say when something is to be done",
        .details =
            "ACTION is backup, of a target, or check, prune, forget (by the policies), copy\n"
            "(--set to=NAME) or checkpoint (of this machine's audit log), of a repository.\n"
            "TIMING is one of\n\n"
            "  hourly [:MM]     daily [HH:MM]            weekdays [HH:MM]     yearly [HH:MM]\n"
            "  every 90m|6h|2d  weekly [DAY,...] [HH:MM]  monthly [1-28] [HH:MM]\n\n"
            "or the five fields of cron, in quotes: '30 2 * * mon-fri'. `tl serve` runs what\n"
            "is due; a run that was missed is made up for.",
        .make = makeScheduleAddCommand,
        .choices = "backup check prune forget copy checkpoint"},
    CommandEntry{.name = "schedule edit",
                 .operands = "NAME [TIMING]...",
                 .summary = "change or pause a schedule",
                 .details = "What is given takes the place of what was there. --hours '' and\n"
                            "--condition none take away.",
                 .make = makeScheduleEditCommand},
    CommandEntry{.name = "schedule list",
                 .operands = "",
                 .summary = "list the schedules",
                 .details = "With the next run of each, and how the last one went.",
                 .make = makeScheduleListCommand},
    CommandEntry{.name = "schedule next",
                 .operands = "[NAME]...",
                 .summary = "tell what is due next",
                 .details = "The runs of the given schedules, or of all that are not paused. A run\n"
                            "is due by its timing, and starts after jitter and within its window.",
                 .make = makeScheduleNextCommand},
    CommandEntry{.name = "schedule remove",
                 .operands = "NAME",
                 .summary = "forget a schedule",
                 .details = "Its history stays.",
                 .make = makeScheduleRemoveCommand},
    CommandEntry{
        .name = "schedule run",
        .operands = "NAME",
        .summary = "do now what a schedule asks for",
        .details = "Whatever its time, unless --if-allowed is given.\n\n"
                   "Exit status 3: the backup was made, but some files could not be read.",
        .make = makeScheduleRunCommand},
    CommandEntry{.name = "schedule show",
                 .operands = "NAME",
                 .summary = "tell all about a schedule",
                 .details = "And its next run, and how the last one went.",
                 .make = makeScheduleShowCommand},
    CommandEntry{
        .name = "schedule systemd",
        .operands = "[NAME]...",
        .summary = "write schedules as units and timers of systemd",
        .details =
            "For machines where systemd is to do what `tl serve` does: a timer and a service\n"
            "for each of the given schedules, or of all that are not paused.",
        .make = makeScheduleSystemdCommand},
    CommandEntry{.name = "secret remove",
                 .operands = "REFERENCE",
                 .summary = "take a secret out of the keyring or the vault",
                 .details = "REFERENCE is keyring:ATTRIBUTES or vault:NAME.",
                 .make = makeSecretRemoveCommand},
    CommandEntry{.name = "secret set",
                 .operands = "REFERENCE",
                 .summary = "put a secret into the keyring, the vault or a new file",
                 .details = "REFERENCE is keyring:ATTRIBUTES, such as \"keyring:repository "
                            "photos\", vault:NAME, or\n"
                            "file:PATH for a new file that only you can read. The secret is asked "
                            "for, or is a line\nof standard input.",
                 .make = makeSecretSetCommand},
    CommandEntry{
        .name = "secret test",
        .operands = "REFERENCE",
        .summary = "find out whether a secret can be had",
        .details =
            "REFERENCE is file:PATH, command:COMMAND, keyring:ATTRIBUTES, plugin:PLUGIN/NAME,\n"
            "variable:NAME or vault:NAME. The secret is not shown.",
        .make = makeSecretTestCommand},
    CommandEntry{
        .name = "serve",
        .operands = "",
        .summary = "run what schedules ask for until it is stopped",
        .details =
            "The daemon: does what is due, makes up for what was missed, tries again what\n"
            "failed. One for each user; several machines may share a catalog in PostgreSQL.\n"
            "SIGTERM or Ctrl-C stop it within seconds; what ran goes on at the next start.",
        .make = makeServeCommand},
    CommandEntry{
        .name = "setup",
        .operands = "[FILE/DIR]...",
        .summary = "lead through the first set-up, to a first backup",
        .details =
            "Asks where backups go, what is backed up, when, and what is kept, shows what it\n"
            "will do, does it, makes the first backup and tries a restore. Answers may come\n"
            "as lines of standard input; with --yes nothing is asked. What is set up already\n"
            "stays as it is.",
        .make = makeSetupCommand},
    CommandEntry{.name = "snapshots",
                 .operands = "[SNAPSHOT]...",
                 .summary = "list snapshots",
                 .details =
                     "Lists all snapshots, those given, or those that --host, --tag and --path\n"
                     "select.",
                 .make = makeSnapshotsCommand,
                 .choices = "latest"},
    CommandEntry{.name = "stats",
                 .operands = "[SNAPSHOT]...",
                 .summary = "count what is in the snapshots",
                 .details = "What --mode counts:\n"
                            "  restore-size       what a restore of each snapshot takes (default)\n"
                            "  files-by-contents  files of different content\n"
                            "  blobs-per-file     their blobs, each once for a file\n"
                            "  raw-data           the room that all of it takes in the repository",
                 .make = makeStatsCommand,
                 .choices = "latest"},
    CommandEntry{
        .name = "tag",
        .operands = "[SNAPSHOT]...",
        .summary = "change the tags of snapshots",
        .details = "Without IDs, the snapshots that --host, --tag and --path select are changed;\n"
                   "without those, all. A changed snapshot has a new ID and remembers the old.",
        .make = makeTagCommand,
        .choices = "latest"},
    CommandEntry{.name = "target add",
                 .operands = "NAME FILE/DIR...",
                 .summary = "say what to back up together",
                 .details =
                     "Paths, what to leave out of them, and the repositories to back up to.\n"
                     "`tl target run NAME` does it.",
                 .make = makeTargetAddCommand},
    CommandEntry{.name = "target edit",
                 .operands = "NAME [FILE/DIR]...",
                 .summary = "change a target",
                 .details =
                     "A list that is given takes the place of the whole list, paths too; --clear\n"
                     "makes one empty.",
                 .make = makeTargetEditCommand},
    CommandEntry{.name = "target list",
                 .operands = "",
                 .summary = "list the targets",
                 .details = "With how the last backup to each repository went.",
                 .make = makeTargetListCommand},
    CommandEntry{.name = "target remove",
                 .operands = "NAME",
                 .summary = "forget a target",
                 .details = "Its backups stay.",
                 .make = makeTargetRemoveCommand},
    CommandEntry{
        .name = "target run",
        .operands = "NAME... | --all",
        .summary = "back targets up",
        .details =
            "To each of their repositories, one after another; what fails with one does not\n"
            "keep the next from its turn. --repo-name NAME chooses one of them.\n\n"
            "Exit status 3: all snapshots were made, but some files could not be read, or a hook\n"
            "after a backup failed.",
        .make = makeTargetRunCommand},
    CommandEntry{.name = "target show",
                 .operands = "NAME",
                 .summary = "tell all about a target",
                 .details = "And how the last backup to each repository went.",
                 .make = makeTargetShowCommand},
    CommandEntry{.name = "token create",
                 .operands = "NAME",
                 .summary = "make a token for a program",
                 .details = "Acts for --user, within --scope, until it --expires. It is shown once "
                            "and kept nowhere.",
                 .make = makeTokenCreateCommand},
    CommandEntry{.name = "token list",
                 .operands = "",
                 .summary = "list the tokens",
                 .details = "For whom they act, what for, and when they were used last.",
                 .make = makeTokenListCommand},
    CommandEntry{.name = "token remove",
                 .operands = "NAME",
                 .summary = "make a token good for nothing",
                 .details = "At once, also for programs at work.",
                 .make = makeTokenRemoveCommand},
    CommandEntry{
        .name = "unlock",
        .operands = "",
        .summary = "remove locks that nobody uses any more",
        .details = "A lock is left behind when a program is killed. Removes the locks of programs\n"
                   "that have ended, and those that were not refreshed for half an hour.",
        .make = makeUnlockCommand},
    CommandEntry{
        .name = "user add",
        .operands = "NAME",
        .summary = "let somebody use the system",
        .details =
            "--role is viewer (looks), operator (makes backups and gives data back) or admin.",
        .make = makeUserAddCommand},
    CommandEntry{.name = "user edit",
                 .operands = "NAME",
                 .summary = "change a user",
                 .details = "The last admin stays one.",
                 .make = makeUserEditCommand},
    CommandEntry{.name = "user list",
                 .operands = "",
                 .summary = "list the users",
                 .details = "And what each may do.",
                 .make = makeUserListCommand},
    CommandEntry{.name = "user passwd",
                 .operands = "NAME",
                 .summary = "set the password of a user",
                 .details = "For logins with one. It is asked for, or is a line of standard input.",
                 .make = makeUserPasswdCommand},
    CommandEntry{.name = "user remove",
                 .operands = "NAME",
                 .summary = "remove a user",
                 .details = "With all tokens.",
                 .make = makeUserRemoveCommand},
    CommandEntry{.name = "user show",
                 .operands = "NAME",
                 .summary = "tell all about a user",
                 .details = "Passwords are kept as hashes, which are not shown.",
                 .make = makeUserShowCommand},
    CommandEntry{.name = "vault create",
                 .operands = "",
                 .summary = "make a vault for secrets",
                 .details = "One encrypted file, for machines without a keyring. Its password "
                            "comes from a person,\n"
                            "--new-password-file, or TIMELOCKER_VAULT_PASSWORD (_FILE, _COMMAND).",
                 .make = makeVaultCreateCommand},
    CommandEntry{.name = "vault list",
                 .operands = "",
                 .summary = "list the names of the secrets in the vault",
                 .details = "The secrets themselves are not shown.",
                 .make = makeVaultListCommand},
    CommandEntry{.name = "vault lock",
                 .operands = "",
                 .summary = "need a password for the vault from now on",
                 .details = "Ends what `tl vault unlock` began.",
                 .make = makeVaultLockCommand},
    CommandEntry{.name = "vault passwd",
                 .operands = "",
                 .summary = "change the password of the vault",
                 .details = "Locks it, too.",
                 .make = makeVaultPasswdCommand},
    CommandEntry{.name = "vault remove",
                 .operands = "NAME",
                 .summary = "remove a secret from the vault",
                 .details = "Whatever names it cannot get it any more.",
                 .make = makeVaultRemoveCommand},
    CommandEntry{
        .name = "vault set",
        .operands = "NAME",
        .summary = "put a secret into the vault",
        .details = "It is asked for, or is a line of standard input. vault:NAME then means it.",
        .make = makeVaultSetCommand},
    CommandEntry{.name = "vault show",
                 .operands = "",
                 .summary = "tell where the vault is, and whether it is locked",
                 .details = "Needs no password.",
                 .make = makeVaultShowCommand},
    CommandEntry{
        .name = "vault unlock",
        .operands = "",
        .summary = "need no password for the vault for a while",
        .details =
            "Its key is kept in the kernel, which forgets it when it was not used --for so long.",
        .make = makeVaultUnlockCommand},
    CommandEntry{.name = "version",
                 .operands = "",
                 .summary = "say what this program is",
                 .details = "Tells what to mention when you report a mistake.",
                 .make = makeVersionCommand},
};

constexpr std::array kGroups = {
    CommandGroup{.name = "audit", .summary = "look at the record of what was done"},
    CommandGroup{.name = "config", .summary = "bring all definitions to a file and back"},
    CommandGroup{.name = "key", .summary = "manage the passwords"},
    CommandGroup{.name = "notify", .summary = "manage how people are told what happened"},
    CommandGroup{.name = "pattern", .summary = "manage groups of patterns for targets"},
    CommandGroup{.name = "plugin", .summary = "manage programs that add storage and more"},
    CommandGroup{.name = "policy", .summary = "manage which snapshots are kept"},
    CommandGroup{.name = "privacy", .summary = "show and erase what is kept about a person"},
    CommandGroup{.name = "region", .summary = "say in which regions of clouds repositories may be"},
    CommandGroup{.name = "repair", .summary = "make a damaged repository right again"},
    CommandGroup{.name = "replaced", .summary = "take restores back, or confirm them"},
    CommandGroup{.name = "repo", .summary = "manage repositories under names, or move one"},
    CommandGroup{.name = "schedule", .summary = "manage what is done when"},
    CommandGroup{.name = "secret", .summary = "manage secrets by where they are"},
    CommandGroup{.name = "target", .summary = "manage what is backed up together"},
    CommandGroup{.name = "token", .summary = "manage what programs show in place of a password"},
    CommandGroup{.name = "user", .summary = "manage who may do what"},
    CommandGroup{.name = "vault", .summary = "manage secrets in an encrypted file"},
};

}  // namespace

std::span<const CommandEntry> allCommands() {
    return kCommands;
}

std::span<const CommandGroup> commandGroups() {
    return kGroups;
}

const CommandEntry* findCommand(std::span<const std::string> words) {
    for (const CommandEntry& entry : kCommands) {
        const std::size_t count = wordCount(entry);
        if (words.size() < count) continue;
        const std::string given = count == 1 ? words[0] : words[0] + " " + words[1];
        if (given == entry.name) return &entry;
    }
    return nullptr;
}

std::size_t wordCount(const CommandEntry& entry) {
    return static_cast<std::size_t>(std::ranges::count(entry.name, ' ')) + 1;
}

}  // namespace tl::cli
