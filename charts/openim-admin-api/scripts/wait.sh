#!/bin/bash
# wait.sh STORE=HOST:PORT... - returns when every store answers; says which one it waits for, every ten seconds.
# Several addresses of one store: one that answers is enough.
set -u
# Process 1 gets no signal that it does not ask for.
trap 'exit 143' TERM

quoted() { sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/' "$1"; }

answers() { # STORE HOST PORT
  case $1 in
    etcd)
      # Credentials count only once etcd knows them.
      [ -s /credentials/username ] || { wget -T 3 -q -O /dev/null "http://$2:$3/health"; return; }
      printf '{"name":%s,"password":%s}' "$(quoted /credentials/username)" "$(quoted /credentials/password)" |
        wget -T 3 -q -O - --header 'Content-Type: application/json' --post-file /dev/stdin "http://$2:$3/v3/auth/authenticate" | grep -q '"token"'
      ;;
    *) timeout 3 bash -c ": </dev/tcp/$2/$3" ;;
  esac 2>/dev/null
}

ready=
tries=0
while :; do
  missing=
  for target; do
    store=${target%%=*} address=${target#*=}
    case " $ready " in *" $store "*) continue ;; esac
    host=${address%:*} host=${host#[} host=${host%]}
    if answers "$store" "$host" "${address##*:}"; then
      ready="$ready $store"
    else
      missing="$missing $store at $address;"
    fi
  done
  left=
  for target; do
    case " $ready " in *" ${target%%=*} "*) ;; *) left=1 ;; esac
  done
  [ -n "$left" ] || exit 0
  [ $((tries % 10)) -ne 0 ] || echo "waiting for$missing no answer or credentials refused" >&2
  tries=$((tries + 1))
  sleep 1
done
