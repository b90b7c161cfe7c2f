#!/usr/bin/env bash
# Searches with every fuzz target for SECONDS (60 when not given), one after the other:
#   scripts/fuzz.sh [SECONDS] [TARGET…]
# What it finds stands in build/fuzz/findings. Fix it, and copy the input to tests/fuzz/corpus/<target>.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
targets=("${@:2}")
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzz_targets
if [ ${#targets[@]} = 0 ]; then
    for folder in tests/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done
fi
failed=()
for target in "${targets[@]}"; do
    echo "== $target"
    grown=build/fuzz/corpus/$target
    mkdir -p "$grown" "build/fuzz/findings/$target"
    "build/fuzz/bin/${target}_fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
        -print_final_stats=1 -artifact_prefix="build/fuzz/findings/$target/" "$grown" "tests/fuzz/corpus/$target" ||
        failed+=("$target")
done
[ ${#failed[@]} = 0 ] || { echo "found something: ${failed[*]}"; exit 1; }
