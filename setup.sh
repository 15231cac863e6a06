#!/usr/bin/env bash
# Installs what building and testing Lockstep needs on Debian 12. Safe to run
# again; says nothing when there is nothing to do. Needs the network only once.
set -euo pipefail

# Why each is here: README.md, section "Dependencies".
packages=(
  clang-19 libclang-rt-19-dev g++ # presets dev, asan, release; preset gcc
  libclang-19-dev llvm-19-dev libzstd-dev # lockstep-lint
  lld-19                          # ... in preset release
  clang-format                    # the format check of the tests
  cmake ninja-build ccache
  libcli11-dev libfmt-dev libexpected-dev libsimdjson-dev nlohmann-json3-dev
  zlib1g-dev libssl-dev
  libgrpc++-dev libprotobuf-dev protobuf-compiler # lockstep-fetch
  libsqlite3-dev                  # both
  libcurl4-openssl-dev libtomlplusplus-dev pkg-config
  openssl                         # tests of lockstep-fetch: certificates
  git                             # ... and merges of a corpus
  libgtest-dev libgmock-dev libbenchmark-dev
  python3                         # the benchmark's history, tests/oracle
  python3-jsonschema              # checks results against docs/*.schema.json
  python3-venv                    # the server and Node, see below
)

# What does not come from Debian has a folder of its own (~/.cache/lockstep):
# Temporal's API definitions, a server for tests and, beside the oracle, what
# asks the official engine.
install_tools() {
  local tools=(server api)
  [ ! -d "${LOCKSTEP_ORACLE:-../shared/oracle}" ] || tools+=(ts)
  tests/oracle/install_tools.sh "${tools[@]}" >/dev/null
}

cd "$(dirname "$0")"
missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  install_tools
  exit
fi

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
install_tools
