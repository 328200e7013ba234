#!/bin/sh
# Fails when a chart differs from a commit and has the same version.
#   ci/check-versions.sh <base>
set -eu
cd "$(dirname "$0")/.."
base=${1:?"usage: ci/check-versions.sh <base>"}
status=0
for file in charts/*/Chart.yaml; do
  chart=$(dirname "$file")
  before=$(git show "$base:$file" 2>/dev/null | sed -n 's/^version: *//p') || before=
  [ -n "$before" ] || continue
  if git diff --quiet "$base" -- "$chart"; then continue; fi
  if [ "$before" = "$(sed -n 's/^version: *//p' "$file")" ]; then
    echo "$chart has changed and is still version $before: run ./gen bump and ./gen charts" >&2
    status=1
  fi
done
exit $status
