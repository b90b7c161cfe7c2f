#!/bin/sh
# dump-sqlite.sh FOLDER FILE...: copies SQLite databases that are in use into FOLDER, for a backup that follows.
#
# The files themselves may not be copied while somebody writes: half of a change would be in them, the other half in the
# journal. SQLite's own backup takes them page by page as of one moment. One that fails leaves the copy before it, and fails
# the backup.
#
# Back: stop the program, copy the file to its place, and remove the files of its name with -wal and -shm.
set -eu
if [ $# -lt 2 ]; then
    echo "usage: $0 FOLDER FILE..." >&2
    exit 2
fi
folder=$1
shift
umask 077
mkdir -p "$folder"
trap 'rm -f "$folder/new"' EXIT  # What is not whole is no dump.
for file in "$@"; do
    case $file in
        /*) ;;
        *) file=$PWD/$file ;;
    esac
    # sqlite3 would make a new one.
    [ -f "$file" ] || { echo "there is no $file" >&2; exit 1; }
    name=$(printf %s "${file#/}" | tr / _)
    rm -f "$folder/new"  # Of a run that was killed.
    # Within the folder, since its commands have no quotes for all names.
    (cd "$folder" && sqlite3 -bail -cmd '.timeout 60000' "$file" '.backup new')
    mv "$folder/new" "$folder/$name"
    echo "copied $file"
done
