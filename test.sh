#!/usr/bin/env bash
# Sets up, builds and runs every test.
#
#   ./test.sh         preset dev (clang 19, unoptimised)
#   ./test.sh --all   presets dev, asan and gcc, then tests on real servers:
#                     what CI runs
set -euo pipefail
cd "$(dirname "$0")"

presets=(dev)
fresh=()
case "${1:-}" in
  "") ;;
  --all) presets=(dev asan gcc) fresh=(fresh) ;;
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
for preset in "${fresh[@]}"; do
  echo "== fresh programs, real servers =="
  LOCKSTEP_REQUIRE_SERVER=1 ctest --preset "$preset"
done
