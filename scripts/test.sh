#!/usr/bin/env bash
# Installs what is missing, builds everything, runs all tests, and prints how it went. Assertions are
# on in every build. Sanitizers have a script of their own: sanitize.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    echo "usage: $0 [CTEST OPTION]...   such as: $0 -R backup"
    exit 0
}
case "${1:-}" in -h | --help) usage ;; esac

scripts/setup.sh

jobs=$(nproc)
log=build/test.log
mkdir -p build
echo "test: building"
cmake --preset release >/dev/null
if ! cmake --build --preset release --parallel "$jobs" >"$log" 2>&1; then
    grep -E -A 12 'FAILED|error:' "$log" | head -n 80 >&2 || tail -n 40 "$log" >&2
    echo "test: the build failed; all of it is in $log" >&2
    exit 1
fi

echo "test: running"
status=0
ctest --test-dir build/release --parallel "$jobs" --output-on-failure "$@" >"$log" 2>&1 || status=$?
if [ "$status" != 0 ]; then
    grep -vE '^ *[0-9]+/[0-9]+ Test .* Passed|^ *Start ' "$log" | head -n 400 || true
fi
sed -n '/tests passed/,$p' "$log"
exit "$status"
