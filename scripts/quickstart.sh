#!/usr/bin/env bash
# Shows the main job on real files: builds TimeLocker, backs a folder up into a repository of its own,
# backs it up again, restores it, compares every file, and checks the repository.
set -euo pipefail

usage() {
    cat <<'TEXT'
usage: scripts/quickstart.sh [FOLDER]

Backs FOLDER up into a temporary repository and restores it again. FOLDER is only read. Without
FOLDER, one that every machine has is taken. Everything made is removed at the end, except the
program: build/release/bin/tl
TEXT
    exit "$1"
}

case "${1:-}" in
    -h | --help) usage 0 ;;
    -*) usage 1 >&2 ;;
esac
[ $# -le 1 ] || usage 1 >&2

top=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-}
if [ -z "$folder" ]; then
    for folder in /usr/share/doc /usr/include /etc; do
        [ -d "$folder" ] && break
    done
fi
if [ ! -d "$folder" ]; then
    echo "quickstart: there is no folder $folder" >&2
    exit 1
fi
folder=$(cd "$folder" && pwd -P)

say() { printf '\n== %s\n' "$*"; }
timed() { # Runs a command and says how long it took.
    local start end
    start=$(date +%s.%N)
    "$@"
    end=$(date +%s.%N)
    awk -v a="$start" -v b="$end" 'BEGIN { printf "   took %.2f s\n", b - a }'
}

say "Packages that the build needs"
"$top/scripts/setup.sh" --build-only
echo "   all there"

say "Building build/release/bin/tl (a few minutes the first time)"
cd "$top"
build() {
    cmake --preset release >/dev/null
    cmake --build --preset release --target timelocker -- --quiet
}
timed build
tl=$top/build/release/bin/tl

work=$(mktemp -d "${TMPDIR:-/tmp}/timelocker-quickstart.XXXXXX")
trap 'chmod -R u+rwX "$work" 2>/dev/null || true; rm -rf "$work"' EXIT
# This password guards a repository that lives for a minute. Real ones belong in a file that only you
# can read, or in a keyring.
export TIMELOCKER_REPOSITORY=$work/repository TIMELOCKER_PASSWORD=quickstart

say "What is backed up: $folder"
# find fails where it may not look; that is counted later.
{ find "$folder" -type f -printf '%s\n' 2>/dev/null || true; } |
    awk '{ size += $1 } END { printf "   %d files, %.1f MiB\n", NR, size / 1048576 }'

say "tl init"
timed "$tl" init

# Exit status 3 says that some files could not be read; the snapshot is made all the same.
backup() {
    local status=0
    "$tl" backup "$folder" || status=$?
    [ "$status" = 0 ] || [ "$status" = 3 ] || exit "$status"
    backup_status=$status
}
backup_status=0
say "tl backup $folder (the first time: everything is read)"
timed backup
say "tl backup $folder (again: only what has changed is read)"
timed backup
say "tl snapshots"
"$tl" snapshots
say "tl restore latest --target ..."
timed "$tl" restore latest --target "$work/restored"

say "Comparing the restored files with the originals (diff -r)"
if [ "$backup_status" = 0 ]; then
    diff -r --no-dereference "$folder" "$work/restored$folder"
    echo "   no difference"
else
    # What this user may not read can neither be backed up nor compared.
    diff -r --no-dereference "$folder" "$work/restored$folder" 2>/dev/null |
        grep -v "^Only in $folder" >"$work/differences" || true
    if [ -s "$work/differences" ]; then
        cat "$work/differences"
        exit 1
    fi
    echo "   no difference in all that could be read"
fi

say "tl check --read-data"
timed "$tl" check --read-data

if command -v restic >/dev/null; then
    say "restic check (the stock program, on the same repository)"
    RESTIC_REPOSITORY=$TIMELOCKER_REPOSITORY RESTIC_PASSWORD=$TIMELOCKER_PASSWORD \
        restic --no-cache check
fi

say "Done"
if [ "$(id -u)" != 0 ]; then
    unreadable=$({ find "$folder" ! -readable 2>/dev/null || true; } | wc -l)
    echo "You are $(id -un), an ordinary user. As root the backup would also have held:"
    echo "   $unreadable files and folders here that you may not read"
    echo "   extended attributes that only root can see (trusted.*, security.*)"
    echo "and the restore would have given all files back to their owners; now they are yours."
fi
cat <<TEXT
The program is $tl. To back up your own files:
   export TIMELOCKER_REPOSITORY=/path/on/another/disk
   $tl init
   $tl backup ~
README.md tells the rest.
TEXT
