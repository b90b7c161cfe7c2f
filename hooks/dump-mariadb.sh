#!/bin/sh
# dump-mariadb.sh FOLDER DATABASE...: dumps MariaDB databases into files of FOLDER, for a backup that follows.
#
# Where the server is and who asks, ~/.my.cnf says. A dump of InnoDB tables is consistent in itself, and nobody has to wait for it.
# It is not compressed and has no date in it, so that what has not changed is stored once. A dump that fails leaves the one before
# it, and fails the backup.
#
# Back: mariadb < DATABASE.sql
set -eu
if [ $# -lt 2 ]; then
    echo "usage: $0 FOLDER DATABASE..." >&2
    exit 2
fi
folder=$1
shift
umask 077
mkdir -p "$folder"
trap 'rm -f "$folder"/*.new' EXIT  # What is not whole is no dump.
for database in "$@"; do
    mariadb-dump --single-transaction --quick --skip-dump-date --routines --events --triggers \
        --result-file="$folder/$database.sql.new" --databases "$database"
    mv "$folder/$database.sql.new" "$folder/$database.sql"
    echo "dumped $database"
done
