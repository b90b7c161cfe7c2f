#!/usr/bin/env bash
# Compares TimeLocker with restic, with what the format costs at least (roofline.cpp), and with other
# backup programs on the path. Builds what is ours first. compare.py --help lists the options.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p build/bench
programs=()

# TL=PATH measures another build.
if [ -z "${TL:-}" ]; then
    cmake --preset release >/dev/null
    cmake --build --preset release --target timelocker -- --quiet
    TL=build/release/bin/tl
fi
programs+=(--program "tl=$TL")

roofline=build/bench/roofline
if [ ! -x "$roofline" ] || [ bench/roofline.cpp -nt "$roofline" ]; then
    "${CXX:-g++}" -std=c++20 -O3 -march=native bench/roofline.cpp -o "$roofline" -lcrypto -lzstd -lpthread
fi
programs+=(--program "roofline=$roofline")

exec python3 bench/compare.py "${programs[@]}" "$@"
