#!/usr/bin/env bash
# Sets up, builds and runs every test.
#
#   ./test.sh         preset dev (clang 19, unoptimised)
#   ./test.sh --all   presets dev, asan and gcc: what CI runs
set -euo pipefail
cd "$(dirname "$0")"

presets=(dev)
case "${1:-}" in
  "") ;;
  --all) presets=(dev asan gcc) ;;
  *)
    echo "usage: ./test.sh [--all]" >&2
    exit 2
    ;;
esac

./setup.sh
for preset in "${presets[@]}"; do
  echo "== preset $preset =="
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
  ctest --preset "$preset" -j "$(nproc)"
done
