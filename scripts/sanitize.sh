#!/usr/bin/env bash
# Builds with a sanitizer and runs the tests: asan (addresses and undefined behaviour), tsan (threads),
# or clang (clang's warnings and its analysis of locks).
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
    asan | tsan | clang) preset=$1 ;;
    *)
        echo "usage: $0 asan|tsan|clang [CTEST OPTION]..." >&2
        exit 1
        ;;
esac
shift

scripts/setup.sh --with-tools

# Leaks count as errors, and the first report ends the test.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:abort_on_error=0}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1:suppressions=$PWD/scripts/tsan.suppressions}

jobs=$(nproc)
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" --parallel "$jobs" -- --quiet
ctest --preset "$preset" --parallel "$jobs" "$@"
