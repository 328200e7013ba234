#!/bin/sh
# auth.sh - looks after authentication: asks the member in this pod now and then, and has enable-auth.sh do what is missing.
# Reads ENDPOINT, /credentials and what enable-auth.sh reads. Says in /tmp/usable that clients may come.
set -eu
trap 'exit 0' TERM

# Runs in the background, so that a signal is heard.
waited() { "$@" & wait $!; }

# state - `open` or `closed`, as this member knows without the others; nothing when it does not answer.
state() {
  case $(curl -sS --max-time 3 -H 'Content-Type: application/json' --data '{"key":"AA==","serializable":true,"count_only":true}' "$ENDPOINT/v3/kv/range" 2>/dev/null) in
    *'user name is empty'*) echo closed ;;
    *'"header"'*) echo open ;;
  esac
}

rm -f /tmp/usable
applied='' # The credentials that etcd has.
said=''
while :; do
  touch /tmp/alive
  state=$(state)
  wanted=$(cat /credentials/* | sha256sum)
  if [ "$state" = open ]; then
    rm -f /tmp/usable
    applied=''
  fi
  if [ -n "$state" ] && [ "$applied" != "$wanted" ]; then
    if waited sh /config/enable-auth.sh >/tmp/said 2>&1; then
      applied=$wanted
      touch /tmp/usable
    fi
    [ "$said" = "$(cat /tmp/said)" ] || cat /tmp/said >&2
    said=$(cat /tmp/said)
  fi
  # Often until the member is there.
  if [ "$applied" = "$wanted" ]; then pause=15; elif [ -n "$state" ]; then pause=2; else pause=0.3; fi
  waited sleep "$pause"
done
