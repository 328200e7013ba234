#!/bin/sh
# Packages, signs and publishes what is checked out, to the targets of openim.yaml.
#   ci/release.sh <tag>       the tag must be v and the version of the charts
# OPENIM_SIGN_KEY holds the armoured secret key; without it the release is unsigned, and says so. OPENIM_SIGN_PASSPHRASE opens it.
# The public key of a signed release is left in dist/public.gpg.
# Every step may be repeated: what is published already stays as it is.
set -eu
cd "$(dirname "$0")/.."
tag=${1:?"usage: ci/release.sh <tag>"}
version=$(sed -n 's/^version: *//p' charts/openim/Chart.yaml)
if [ "$tag" != "v$version" ]; then
  echo "the tag is $tag, and the charts are version $version" >&2
  exit 2
fi

./gen charts --check
if [ -n "${OPENIM_SIGN_KEY:-}" ]; then
  GNUPGHOME=${GNUPGHOME:-$(mktemp -d)}
  export GNUPGHOME
  key=$(./ci/import-key.sh)
  # Programs that are started from here have no use for it any more.
  unset OPENIM_SIGN_KEY
  # For whoever verifies what was published.
  mkdir -p dist
  cp "$GNUPGHOME/public.gpg" dist/public.gpg
  set -- --sign "$key"
else
  set --
fi
./gen package --out dist "$@"
(cd dist && sha256sum --check --quiet SHA256SUMS)
./gen package --verify dist/*-"$version".tgz
./gen publish "$@"
