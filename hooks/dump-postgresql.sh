#!/bin/sh
# dump-postgresql.sh FOLDER DATABASE...: dumps PostgreSQL databases into files of FOLDER, for a backup that follows.
#
# Where the server is and who asks, libpq knows: PGHOST, PGPORT, PGUSER, ~/.pgpass. A dump is consistent in itself, and nobody has to
# wait for it. It is not compressed, since the repository does that, and what has not changed is then stored once. A dump that
# fails leaves the one before it, and fails the backup.
#
# Back: pg_restore --create --dbname=postgres DATABASE.dump; before that, the roles: psql --file=roles.sql postgres (without their passwords).
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
pg_dumpall --globals-only --no-role-passwords --file="$folder/roles.sql.new"
mv "$folder/roles.sql.new" "$folder/roles.sql"
for database in "$@"; do
    pg_dump --format=custom --compress=0 --file="$folder/$database.dump.new" "$database"
    mv "$folder/$database.dump.new" "$folder/$database.dump"
    echo "dumped $database"
done
