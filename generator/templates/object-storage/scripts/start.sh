#!/bin/sh
# start.sh OPTION... - SeaweedFS with the key pair of /credentials.
set -eu

AWS_ACCESS_KEY_ID=$(cat /credentials/access-key)
AWS_SECRET_ACCESS_KEY=$(cat /credentials/secret-key)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
# Without a key pair it would serve everybody.
[ -n "$AWS_ACCESS_KEY_ID" ] && [ -n "$AWS_SECRET_ACCESS_KEY" ] || { echo "access key or secret key is empty" >&2; exit 1; }
exec weed "$@"
