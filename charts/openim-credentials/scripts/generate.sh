#!/bin/sh
# generate.sh PLAN - makes the Secrets of the plan that are missing and adds keys that are missing.
# A key that is there is never changed: the API itself refuses it. Safe to repeat at any moment, also beside another run.
# PLAN: lines of <secret> <key> <length> or <secret> <key> =<value>. Reads NAMESPACE and INSTANCE.
set -eu
plan=$1
account=/var/run/secrets/kubernetes.io/serviceaccount
api=https://kubernetes.default.svc/api/v1/namespaces/$NAMESPACE/secrets

# STATUS and BODY (without blanks) of a call: METHOD URL [CONTENT-TYPE BODY]
call() {
  answer=$(printf %s "${4:-}" | curl -sS --max-time 20 --cacert "$account/ca.crt" -H "Authorization: Bearer $(cat "$account/token")" \
    -w '\n%{http_code}' -X "$1" ${3:+-H "Content-Type: $3" --data-binary @-} "$2")
  STATUS=$(printf %s "$answer" | tail -n 1)
  BODY=$(printf %s "$answer" | sed '$d' | tr -d ' \n')
}

random() { LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"; }

# <key> <new value> for each key of SECRET that BODY lacks.
missing() {
  grep "^$1 " "$plan" | while read -r _ key value; do
    case $BODY in *"\"$key\":\""*) continue ;; esac
    case $value in =*) echo "$key ${value#=}" ;; *) echo "$key $(random "$value")" ;; esac
  done
}

complete() { # SECRET: 0 when it is as it should be, 1 to try again
  call GET "$api/$1"
  case $STATUS in
    404)
      BODY=
      data=$(missing "$1" | sed 's/^\([^ ]*\) \(.*\)$/"\1":"\2"/' | paste -sd, -)
      labels="\"app.kubernetes.io/part-of\":\"openim\",\"app.kubernetes.io/instance\":\"$INSTANCE\",\"app.kubernetes.io/managed-by\":\"openim-credentials\""
      call POST "$api" application/json \
        "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"$1\",\"labels\":{$labels}},\"type\":\"Opaque\",\"stringData\":{$data}}"
      [ "$STATUS" = 201 ] && echo "made $1"
      ;;
    200)
      new=$(missing "$1")
      [ -n "$new" ] || { echo "kept $1"; return 0; }
      operations=$(echo "$new" | while read -r key value; do
        value=$(printf %s "$value" | base64 | tr -d '\n')
        echo "{\"op\":\"test\",\"path\":\"/data/$key\",\"value\":null},{\"op\":\"add\",\"path\":\"/data/$key\",\"value\":\"$value\"}"
      done | paste -sd, -)
      call PATCH "$api/$1" application/json-patch+json "[$operations]"
      [ "$STATUS" = 200 ] && echo "completed $1"
      ;;
    *) false ;;
  esac
}

for name in $(cut -d' ' -f1 "$plan" | uniq); do
  tries=0
  until complete "$name"; do
    tries=$((tries + 1))
    echo "$name: the API answered $STATUS: $(printf %s "$BODY" | sed -n 's/.*"message":"\([^"]*\)".*/\1/p')" >&2
    [ "$tries" -lt 30 ] || exit 1
    sleep 1
  done
done
