#!/bin/bash
# start.sh OPTION... - MongoDB with authentication, and before that its users as the Secret says.
# Reads the files of /credentials, and with users.js DATABASE and AUTH_SOURCE.
set -euo pipefail

# The image's entrypoint makes users only once and on an empty volume; killed on the way it leaves a server that nobody can
# log in to. Here they are made whenever they are not known to be what the Secret says.
wanted=$(cat /credentials/* <(echo "$DATABASE $AUTH_SOURCE") | sha256sum)
known=/data/db/openim-users
if [ ! -e "$known" ] || [ "$wanted" != "$(<"$known")" ]; then
  # For this while it asks for no password, so it listens to nobody else.
  mongod --bind_ip=127.0.0.1 "$@" &
  server=$!
  trap 'kill "$server"; wait "$server"; exit 1' TERM
  until (: </dev/tcp/127.0.0.1/<% clientPort.number %>) 2>/dev/null; do
    kill -0 "$server"
    sleep 0.2
  done
  mongosh --quiet --norc mongodb://127.0.0.1:<% clientPort.number %>/admin /config/users.js
  kill "$server"
  wait "$server"
  trap - TERM
  echo "$wanted" >"$known"
fi
exec mongod --auth --bind_ip_all "$@"
