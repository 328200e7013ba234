#!/bin/sh
# What a pull request must pass, in the order in which it is told soonest. Runs on any machine:
#   ci/check.sh [base]        base: the commit that versions are compared with (default: origin/main, when it is there)
set -eu
cd "$(dirname "$0")/.."
base=${1:-origin/main}

step() { printf '\n== %s\n' "$*" >&2; }

step "tools"
./gen doctor --install
PATH=$PATH:$PWD/.tools/bin
export PATH

step "drift: charts/, values/ and schemas/ are what the sources make"
./gen charts --check

step "lint: schema, rules, rendered objects"
./gen lint

step "chart-testing: every chart, and a new version where a chart has changed"
ct lint --config ci/ct.yaml --all --check-version-increment=false
if git rev-parse --quiet --verify "$base^{commit}" >/dev/null; then
  ./ci/check-versions.sh "$base"
else
  echo "Not checked: versions against $base, which is not there." >&2
fi

step "workflows"
actionlint

step "tests"
npm test
