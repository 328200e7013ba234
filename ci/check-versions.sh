#!/bin/sh
# Fails when a chart differs from a commit and has the same version.
#   ci/check-versions.sh <base>
set -eu
cd "$(dirname "$0")/.."
base=${1:?"usage: ci/check-versions.sh <base>"}
status=0
changed=$(git diff --name-only "$base" -- charts | cut -d/ -f1,2 | sort -u)
for chart in $changed; do
  file=$chart/Chart.yaml
  [ -e "$file" ] || continue
  before=$(git show "$base:$file" 2>/dev/null | sed -n 's/^version: *//p') || before=
  [ -n "$before" ] || continue
  if [ "$before" = "$(sed -n 's/^version: *//p' "$file")" ]; then
    echo "$chart has changed and is still version $before: run ./gen bump and ./gen charts" >&2
    status=1
  fi
done
exit $status
