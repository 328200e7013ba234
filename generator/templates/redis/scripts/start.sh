#!/bin/sh
# start.sh - the server, Valkey or Redis, with the configuration of /config and the password of /credentials.
set -eu
umask 077

password=$(cat /credentials/password)
if [ -z "$password" ]; then
  echo "the password is empty: everybody could read everything" >&2
  exit 1
fi
{
  cat /config/server.conf
  echo "requirepass \"$password\""
} >/run/server/server.conf
exec "$(command -v valkey-server || command -v redis-server)" /run/server/server.conf
