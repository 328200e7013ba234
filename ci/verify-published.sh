#!/bin/sh
# Takes the charts from where they were published, as a user does, and proves that they are what was released.
#   ci/verify-published.sh <https://… | oci://…> <version> [install]
# With dist/SHA256SUMS the archive must have the digest that is in it; with KEYRING (a file with the public key) its signature is
# checked; with "install" it is installed into the cluster of the current kubeconfig and tested. HELM_FLAGS is for every
# pull, INSTALL_FLAGS for the installation.
set -eu
cd "$(dirname "$0")/.."
place=${1:?"usage: ci/verify-published.sh <address> <version> [install]"}
version=${2:?"usage: ci/verify-published.sh <address> <version> [install]"}
PATH=$PATH:$PWD/.tools/bin
export PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pull() { # [arguments of helm pull]
  case $place in
    oci://*) helm pull "${place%/}/openim" "$@" ;;
    *) helm pull openim --repo "$place" "$@" ;;
  esac
}
set -- "${3:-}"
mode=$1
set --
[ -z "${KEYRING:-}" ] || set -- --verify --keyring "$KEYRING"
# A registry or a web server may need a moment until everybody sees what is new.
for attempt in 1 2 3 4 5 6; do
  # shellcheck disable=SC2086 # HELM_FLAGS is several words
  if pull --version "$version" --destination "$work" ${HELM_FLAGS:-} "$@"; then break; fi
  [ "$attempt" -lt 6 ] || exit 1
  sleep "${RETRY_SECONDS:-10}"
done
archive=$work/openim-$version.tgz
[ -n "${KEYRING:-}" ] || echo "Not checked: the signature, because KEYRING names no public key." >&2
if [ -e dist/SHA256SUMS ]; then
  (cd "$work" && grep " openim-$version.tgz\$" "$OLDPWD/dist/SHA256SUMS" | sha256sum --check --strict)
fi
helm lint --quiet "$archive" --set global.openim.publicURL=https://im.example.com
helm template openim "$archive" --set global.openim.publicURL=https://im.example.com >/dev/null
echo "openim $version from $place: pulled, whole, renders"

[ "$mode" = install ] || exit 0
# shellcheck disable=SC2086 # INSTALL_FLAGS is several words
./ci/install.sh "$archive" ${INSTALL_FLAGS:-}
