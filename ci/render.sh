#!/bin/sh
# Renders the umbrella of a checkout with its defaults and with every environment, one file each.
#   ci/render.sh <checkout> <folder>
set -eu
checkout=${1:?"usage: ci/render.sh <checkout> <folder>"}
out=${2:?"usage: ci/render.sh <checkout> <folder>"}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Helm leaves archives beside the charts that it builds, so it gets a copy.
cp -R "$checkout/charts" "$work/charts"
helm dependency build "$work/charts/openim" --skip-refresh >/dev/null

render() { # <name> [arguments of helm]
  name=$1
  shift
  # The version of the chart stands in a label of everything and would hide what has really changed.
  helm template openim "$work/charts/openim" --namespace openim --kube-version 1.33.0 "$@" | sed '/helm\.sh\/chart: /d' >"$out/$name.yaml"
}
render defaults --set global.openim.publicURL=https://im.example.com
for values in "$checkout"/values/*/openim.yaml; do
  [ -e "$values" ] || continue
  render "$(basename "$(dirname "$values")")" --values "$values"
done
