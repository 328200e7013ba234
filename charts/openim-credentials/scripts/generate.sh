#!/bin/sh
# generate.sh PLAN - makes the Secrets of the plan that are missing and adds keys that are missing.
# A key that is there is never changed. Safe to repeat at any moment, also beside another run.
# PLAN: lines of <secret> <key> <length> or <secret> <key> =<value>. Reads NAMESPACE and INSTANCE.
set -eu
account=/var/run/secrets/kubernetes.io/serviceaccount
api=https://kubernetes.default.svc/api/v1/namespaces/$NAMESPACE/secrets

# STATUS and BODY of a call: METHOD URL [CONTENT-TYPE], request body on standard input.
call() {
  answer=$(curl -sS --max-time 20 --cacert "$account/ca.crt" -H "Authorization: Bearer $(cat "$account/token")" \
    -w '\n%{http_code}' -X "$1" ${3:+-H "Content-Type: $3" --data-binary @-} "$2")
  STATUS=${answer##*
}
  BODY=${answer%
*}
}

random() { LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"; }

# Keys of SECRET that BODY lacks, with new values, as the inside of a JSON object.
missing() {
  while read -r secret key value; do
    [ "$secret" = "$1" ] || continue
    case $BODY in *"\"$key\":\""*) continue ;; esac
    case $value in =*) value=${value#=} ;; *) value=$(random "$value") ;; esac
    printf '%s"%s":"%s"' "${separator:-}" "$key" "$value"
    separator=,
  done <"$plan"
}

complete() { # SECRET: 0 when it is as it should be, 1 to try again
  call GET "$api/$1"
  case $STATUS in
    404)
      BODY=
      body="{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"$1\",\"labels\":{\"app.kubernetes.io/part-of\":\"openim\",\"app.kubernetes.io/instance\":\"$INSTANCE\",\"app.kubernetes.io/managed-by\":\"openim-credentials\"}},\"type\":\"Opaque\",\"stringData\":{$(missing "$1")}}"
      call POST "$api" application/json <<JSON
$body
JSON
      [ "$STATUS" = 201 ] && echo "made $1"
      ;;
    200)
      new=$(missing "$1")
      [ -n "$new" ] || { echo "kept $1"; return 0; }
      version=$(printf %s "$BODY" | sed -n 's/.*"resourceVersion":"\([0-9]*\)".*/\1/p')
      # With the version that was read, so that nothing is lost to a run beside this one.
      call PATCH "$api/$1" application/merge-patch+json <<JSON
{"metadata":{"resourceVersion":"$version"},"stringData":{$new}}
JSON
      [ "$STATUS" = 200 ] && echo "completed $1"
      ;;
    *) false ;;
  esac
}

plan=$1
for name in $(cut -d' ' -f1 "$plan" | uniq); do
  tries=0
  until complete "$name"; do
    tries=$((tries + 1))
    echo "$name: the API answered $STATUS $(printf %s "$BODY" | tr '\n' ' ' | sed -n 's/.*"message":"\([^"]*\)".*/\1/p')" >&2
    [ "$tries" -lt 30 ] || exit 1
    sleep 1
  done
done
