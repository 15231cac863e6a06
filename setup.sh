#!/usr/bin/env bash
# Installs what building and testing Lockstep needs on Debian 12. Safe to run
# again; says nothing when there is nothing to do.
set -euo pipefail

# Why each is here: README.md, section "Dependencies".
packages=(
  clang-19 libclang-rt-19-dev g++ # presets dev, asan, release; preset gcc
  clang-format                    # the format check of the tests
  cmake ninja-build ccache
  libcli11-dev libfmt-dev libexpected-dev libsimdjson-dev nlohmann-json3-dev
  zlib1g-dev
  libgtest-dev libgmock-dev libbenchmark-dev
  python3                         # writes the benchmark's history
  python3-jsonschema              # checks results against docs/*.schema.json
)

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "setup.sh: run it as root, or install sudo: it installs ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
      --no-install-recommends "${missing[@]}"
}
echo "setup.sh: installing ${missing[*]}" >&2
if ! install >"$log" 2>&1; then
  cat "$log" >&2
  echo "setup.sh: apt-get could not install the packages above" >&2
  exit 1
fi
