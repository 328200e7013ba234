#!/bin/sh
# start.sh - the server, Valkey or Redis, with the configuration of /config and the password of /credentials.
# In a cluster it reads HOST, its name, and POD_IP.
set -eu
umask 077

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

password=$(cat /credentials/password)
if [ -z "$password" ]; then
  echo "the password is empty: everybody could read everything" >&2
  exit 1
fi
{
  cat /config/server.conf
  printf 'requirepass %s\n' "$(quoted "$password")"
  if [ -n "${HOST-}${POD_IP-}" ]; then
    printf 'masterauth %s\n' "$(quoted "$password")"
    # Clients and members know it by its name: the address is another one after each start.
    echo "cluster-announce-hostname $HOST"
    echo "cluster-announce-ip $POD_IP"
  fi
} >/run/server/server.conf
exec "$(command -v valkey-server || command -v redis-server)" /run/server/server.conf
