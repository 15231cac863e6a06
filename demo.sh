#!/usr/bin/env bash
# The main job on real histories: a workflow as it was recorded, the same with
# an activity inserted and no version gate, and the same behind a gate. Then the
# linter on code that cannot be replayed, and on the same done right. Then a
# corpus made of these histories, checked, and the gate on it.
set -euo pipefail
cd "$(dirname "$0")"

./setup.sh
echo "demo.sh: building (some minutes the first time)" >&2
cmake --preset dev -DLOCKSTEP_TESTS=ON >/dev/null
cmake --build --preset dev --target lockstep-replay lockstep-lint lockstep-fetch user_grant \
  user_grant_changed user_grant_gated >/dev/null

bin=build/dev
histories=fixtures/histories/user-grant

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\033[1m' plain=$'\033[0m'
fi

# Shows a command, runs it and says how it ended.
show() {
  local title=$1 expected=$2 status=0
  shift 2
  printf '\n%s# %s%s\n$ %s\n' "$bold" "$title" "$plain" "$*"
  "$@" || status=$?
  echo "(exit $status)"
  if [ "$status" -ne "$expected" ]; then
    echo "demo.sh: expected exit $expected" >&2
    exit 1
  fi
}

replay="$bin/replayer/lockstep-replay"
builds="$bin/fixtures/workflows"
show "The workflow as it was when these runs were recorded" 0 \
  "$replay" run "$builds/user_grant.so" "$histories"
show "An activity inserted without a version gate" 1 \
  "$replay" run "$builds/user_grant_changed.so" "$histories"
show "The same activity behind a gate" 0 \
  "$replay" run "$builds/user_grant_gated.so" "$histories"

lint="$bin/linter/lockstep-lint"
flags=(-std=c++20 -I. -Iinclude -isystem fixtures/lint/include)
show "The linter on state that outlives a run" 1 \
  "$lint" --no-cache fixtures/lint/static-local/bad.cpp -- "${flags[@]}"
show "The same as a part of the run" 0 \
  "$lint" --no-cache fixtures/lint/static-local/good.cpp -- "${flags[@]}"

fetch="$bin/history_fetch/lockstep-fetch"
corpus=$(mktemp -d)/corpus
trap 'rm -rf "$(dirname "$corpus")"' EXIT
show "A corpus of them; from a server it is: sync" 0 \
  "$fetch" import "$corpus" "$histories" -n default
show "The corpus is what its manifest says, and replays" 0 \
  "$fetch" verify "$corpus" --build "$builds/user_grant.so" --replay-program "$replay"
show "The gate on the corpus" 1 \
  "$replay" run "$builds/user_grant_changed.so" -q "$corpus"
