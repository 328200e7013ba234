#!/bin/bash
# member.sh - looks after the member in this pod: it joins the replica set, and as primary it has the users of the Secret.
# Reads POD_NAME, /members/count, /credentials and what member.js reads. Says in /tmp/usable that clients may come.
set -euo pipefail
export LC_ALL=C
trap 'exit 0' TERM

# The pod's full name stands in its own /etc/hosts: known from the first moment, with the domain of this cluster.
full=$(hostname -f)
host() { echo "${POD_NAME%-*}-$1.${full#*.}:27017"; }
SELF=$(host "${POD_NAME##*-}")
export SELF

# The other members, as many as there should be by now: the file changes while this runs.
peers() {
  local i
  for ((i = 0; i < $(</members/count); i++)); do
    [ "$i" = "${POD_NAME##*-}" ] || host "$i"
  done
}

# The question { hello: 1, $db: "admin" } as it goes over the wire. It needs no login, and a shell would cost a second and 100 MiB.
hello='\x34\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0\0\0\0\0\0\x1f\0\0\0\x10hello\0\1\0\0\0\2$db\0\6\0\0\0admin\0\0'
answer() {
  exec 3<>/dev/tcp/127.0.0.1/27017
  printf "$hello" >&3
  timeout 5 dd bs=16384 count=1 status=none <&3 | tr -d '\0'
}

# Runs in the background, so that a signal is heard.
waited() { "$@" & wait $!; }
step() { PEERS=$(peers) SECRET=$secret waited timeout 120 mongosh --nodb --quiet --norc /config/member.js; }

begun='' # The set begins with this member, right now.
voted=''
while :; do
  touch /tmp/alive
  state=$(answer 2>/dev/null) || state=''
  secret=$(cat /credentials/* | sha256sum)
  case $state in
    *$'isWritablePrimary\1'*)
      # An older set has users, if perhaps with other passwords than now: clients need not wait.
      [ -n "$begun" ] || touch /tmp/usable
      if [ "$(cat /tmp/users 2>/dev/null)" = "$secret" ] || step; then
        begun=''
        touch /tmp/usable
      fi
      ;;
    *$'secondary\1'*)
      case $state in
        *$'passive\1'*) [ -n "$voted" ] || ! step || voted=1 ;;
        *) voted=1 ;;
      esac
      [ -z "$voted" ] || touch /tmp/usable
      ;;
    *)
      rm -f /tmp/usable
      case $state in *isreplicaset*) begun=1; ! step || continue ;; esac
      ;;
  esac
  # Often until the server is there.
  if [ -e /tmp/usable ]; then pause=5; elif [ -n "$state" ]; then pause=1; else pause=0.2; fi
  waited sleep "$pause"
done
