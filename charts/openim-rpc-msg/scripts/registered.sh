#!/bin/sh
# registered.sh startup|liveness - is this pod's own key in etcd?
# startup fails until it is. liveness fails only when etcd answers and the key is gone; a silent etcd is not our fault.
# Reads ETCD_ADDRESSES (host:port, separated by blanks), REGISTRATION (the key) and the process's own etcd credentials.
set -u

# Bodies go through a pipe, so that no password stands among the arguments of a process. Time limits are wget's own: what the
# command timeout leaves behind, process 1 never collects.
post() { # ADDRESS PATH BODY [HEADER]
  printf %s "$3" | wget -T 3 -q -O - --header 'Content-Type: application/json' ${4:+--header "$4"} --post-file /dev/stdin "http://$1$2" 2>/dev/null
}

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

silent() { [ "$1" = liveness ]; }

key=$(printf %s "$REGISTRATION" | base64 | tr -d '\n')
user=${IMENV_DISCOVERY_ETCD_USERNAME:-}
for address in $ETCD_ADDRESSES; do
  token=
  if [ -n "$user" ]; then
    token=$(post "$address" /v3/auth/authenticate "{\"name\":$(quoted "$user"),\"password\":$(quoted "${IMENV_DISCOVERY_ETCD_PASSWORD:-}")}" |
      sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
    [ -n "$token" ] || continue
  fi
  answer=$(post "$address" /v3/kv/range "{\"key\":\"$key\",\"count_only\":true}" "${token:+Authorization: $token}") || continue
  case $answer in
    *'"count":'*) exit 0 ;;
    *) exit 1 ;;
  esac
done
silent "$1"
