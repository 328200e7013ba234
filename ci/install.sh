#!/bin/sh
# Installs the umbrella into the cluster of the current kubeconfig, waits until all of it is ready, and lets it send a message.
#   ci/install.sh <archive or chart> [arguments of helm]
set -eu
chart=${1:?"usage: ci/install.sh <archive or chart> [arguments of helm]"}
shift
namespace=${NAMESPACE:-openim}
tell() {
  echo "== what did not become ready" >&2
  kubectl --namespace "$namespace" get pods --output wide >&2 || true
  kubectl --namespace "$namespace" get events --sort-by=.lastTimestamp 2>/dev/null | tail -n 40 >&2 || true
}
helm upgrade openim "$chart" --install --namespace "$namespace" --create-namespace --wait --timeout "${TIMEOUT:-15m}" \
  --set global.openim.publicURL=https://im.example.com "$@" || { tell; exit 1; }
helm test openim --namespace "$namespace" --timeout 5m || { tell; exit 1; }
