#!/bin/sh
# Puts an armoured secret key into a keyring of its own and prints its fingerprint.
#   GNUPGHOME=<new folder> OPENIM_SIGN_KEY=<armoured key> ci/import-key.sh
set -eu
: "${GNUPGHOME:?a folder for the keyring}" "${OPENIM_SIGN_KEY:?the armoured secret key}"
mkdir -p "$GNUPGHOME"
chmod 700 "$GNUPGHOME"
printf '%s\n' "$OPENIM_SIGN_KEY" | gpg --batch --quiet --import
gpg --batch --yes --export --output "$GNUPGHOME/public.gpg"
gpg --batch --with-colons --list-secret-keys | sed -n 's/^fpr:*\([0-9A-F]*\):.*/\1/p' | head -n 1
