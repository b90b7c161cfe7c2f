#!/usr/bin/env bash
# Compares reading a large file through `tl mount` with `tl dump` of the same file: the mount should reach
# half of it. Usage: bench/mount_speed.sh [TL] [MEGABYTES]
set -euo pipefail
tl=$(realpath "${1:-build/release/bin/tl}")
megabytes=${2:-1000}
folder=$(mktemp -d)
mount=
cleanup() {
    [ -z "$mount" ] || { kill -INT "$mount"; wait "$mount" || true; }
    rm -rf "$folder"
}
trap cleanup EXIT
export TIMELOCKER_REPOSITORY=$folder/repository TIMELOCKER_PASSWORD=bench
mkdir "$folder/source" "$folder/mount"
# Half of it compresses.
openssl enc -aes-128-ctr -pass pass:bench -nosalt -pbkdf2 </dev/zero 2>/dev/null |
    head -c $((megabytes * 500000)) >"$folder/source/large" || true
head -c $((megabytes * 500000)) < <(yes "$(head -c 300 "$folder/source/large" | base64 -w 0)") >>"$folder/source/large"
"$tl" init -q
(cd "$folder" && "$tl" backup -q source)
"$tl" mount -q "$folder/mount" &
mount=$!
large=$folder/mount/snapshots/latest/source/large
for _ in $(seq 100); do [ -e "$large" ] && break || sleep 0.1; done
speed() {  # NAME COMMAND…
    local name=$1 start end
    shift
    start=$(date +%s%N)
    "$@" >/dev/null
    end=$(date +%s%N)
    echo "$name: $((megabytes * 1000000000 / ((end - start) / 1000 + 1) / 1000)) MB/s"
}
for _ in 1 2 3; do
    speed "dump " "$tl" dump latest /source/large
    echo 1 >/proc/sys/vm/drop_caches 2>/dev/null || true
    speed "mount" cat "$large"
    # The kernel keeps what it has read of the mount; the next round begins anew.
    echo 1 >/proc/sys/vm/drop_caches 2>/dev/null || true
done
