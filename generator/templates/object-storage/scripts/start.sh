#!/bin/sh
# start.sh OPTION... - SeaweedFS with the key pair of /credentials. Reads MEMORY_LIMIT, in bytes.
set -eu

AWS_ACCESS_KEY_ID=$(cat /credentials/access-key)
AWS_SECRET_ACCESS_KEY=$(cat /credentials/secret-key)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
# Without a key pair it would serve everybody.
if [ -z "$AWS_ACCESS_KEY_ID" ] || [ -z "$AWS_SECRET_ACCESS_KEY" ]; then
  echo "access key or secret key is empty" >&2
  exit 1
fi

# It tidies up before the limit is reached, instead of being killed at it.
export GOMEMLIMIT="${GOMEMLIMIT:-$((MEMORY_LIMIT * 8 / 10))}"
exec weed "$@"
