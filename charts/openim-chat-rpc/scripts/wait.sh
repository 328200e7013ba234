#!/bin/bash
# wait.sh STORE=PROTOCOL://HOST:PORT... - returns when every store answers; every ten seconds says which does not, and why.
# Several addresses of one store: one that answers is enough. Fails after WAIT_SECONDS, 300 if unset: Kubernetes then shows
# the last line with the pod, and begins anew. Reads the credentials of etcd in /credentials, if they are there.
set -u
# Process 1 gets no signal that it does not ask for.
trap 'exit 143' TERM

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

# What the server says; an error of the connection comes from bash itself.
talk() { # PROTOCOL HOST PORT
  local LC_ALL=C line=
  exec 3<>"/dev/tcp/$2/$3" || exit
  case $1 in
    etcd)
      # Credentials count only once etcd knows them.
      if [ -s /credentials/username ]; then
        line="{\"name\":$(quoted "$(</credentials/username)"),\"password\":$(quoted "$(</credentials/password)")}"
        printf 'POST /v3/auth/authenticate HTTP/1.1\r\nHost: etcd\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' "${#line}" "$line" >&3
      else
        printf 'GET /health HTTP/1.1\r\nHost: etcd\r\nConnection: close\r\n\r\n' >&3
      fi
      cat <&3
      ;;
    redis)
      printf 'PING\r\n' >&3
      read -r line <&3
      printf %s "$line"
      ;;
  esac
}
export -f talk quoted

# Why a server does not answer as it should; nothing when all is well.
trouble() { # PROTOCOL HOST PORT
  local said status
  said=$(timeout 3 bash -c 'talk "$@"' talk "$@" 2>&1 | tr -d '\0\r'; exit "${PIPESTATUS[0]}")
  status=$?
  case $status:$1:$said in
    124:* | 137:* | 143:*) echo "no answer within 3 s" ;;
    # bash complains in two lines; the first ends with the reason.
    [1-9]*:*": "*) said=${said%%$'\n'*} && echo "${said##*: }" ;;
    *:tcp:* | *:redis:+PONG | *:redis:-NOAUTH* | *:etcd:*'"token":'* | *:etcd:*'"health":"true"'*) ;;
    *:redis:-*) echo "${said#-}" ;;
    *:etcd:*'"message":"'*) said=${said#*'"message":"'} && echo "${said%%'"'*}" ;;
    *:etcd:*'"reason":"'*) said=${said#*'"reason":"'} && echo "unhealthy, ${said%%'"'*}" ;;
    *) echo "does not speak as $1 does, or wants TLS" ;;
  esac
}

ready=' '
answered() { [[ $ready == *" $1 "* ]]; }

next=0
while :; do
  troubles=()
  for target; do
    store=${target%%=*} address=${target#*://}
    answered "$store" && continue
    protocol=${target#*=} host=${address%:*} host=${host#[}
    reason=$(trouble "${protocol%%:*}" "${host%]}" "${address##*:}")
    if [ -z "$reason" ]; then
      ready="$ready$store "
    else
      troubles+=("$store at $address: $reason")
    fi
  done
  missing=
  for line in "${troubles[@]}"; do
    answered "${line%% *}" || missing="$missing${missing:+; }$line"
  done
  [ -n "$missing" ] || exit 0
  if [ "$SECONDS" -ge "${WAIT_SECONDS:-300}" ]; then
    echo "gave up after $SECONDS s: $missing" >&2
    exit 1
  fi
  if [ "$SECONDS" -ge "$next" ]; then
    echo "waiting for $missing" >&2
    next=$((SECONDS + 10))
  fi
  sleep 1
done
