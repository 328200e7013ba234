#!/bin/sh
# join.sh - writes this member's configuration to /run/etcd/etcd.yaml, and makes the member known to the others when it has no data.
# Reads POD_NAME, DOMAIN, CLUSTER, /config/etcd.yaml, /members/members, /credentials/root-password and the data in /data/etcd.
set -eu
umask 077
trap 'exit 143' TERM
. /config/etcd.sh

data=/data/etcd
client=2379
peer=2380

say() { echo "$POD_NAME: $*" >&2; }
url() { echo "http://$1.$DOMAIN:$peer"; }
others() { tr ' ' '\n' </members/members | grep -vx "$POD_NAME" || true; }

# start STATE NAME... - the configuration of a member of the cluster of these names; the end of this script.
start() {
  state=$1 cluster=
  shift
  for name in "$@"; do cluster="$cluster${cluster:+,}$name=$(url "$name")"; done
  # One key for all members, and the same after a restart.
  { echo "key of the tokens"; cat /credentials/root-password; } | sha256sum >/run/etcd/token.key
  {
    cat /config/etcd.yaml
    # A client shows the token with which it opened its stream of watches whenever it adds another. etcd's own kind of token ends
    # after five minutes without use, and then OpenIM hears no more of new addresses: a module that nobody called for half an hour
    # cannot be called any more after its next restart. These tokens are signed and not kept, so they may live long.
    echo "auth-token: jwt,sign-method=HS256,priv-key=/run/etcd/token.key,ttl=87600h"
    echo "name: $POD_NAME"
    echo "advertise-client-urls: http://$POD_NAME.$DOMAIN:$client"
    echo "initial-advertise-peer-urls: $(url "$POD_NAME")"
    echo "initial-cluster: $cluster"
    echo "initial-cluster-token: $CLUSTER"
    echo "initial-cluster-state: $state"
  } >/run/etcd/etcd.yaml
  say "starts ($state): $cluster"
  exit 0
}

# ask NAME - what it says of its cluster, without a password and without a majority; `empty` from one that has no data either.
ask() { curl -sSf --max-time 3 "http://$1.$DOMAIN:$peer/members" 2>/dev/null; }

# enter - calls are those of the administrator of member $voter, or of anybody while there is no authentication.
enter() {
  ENDPOINT=http://$voter.$DOMAIN:$client
  login root "$(cat /credentials/root-password)" && return
  case $answer in *'authentication is not enabled'*) ;; *) return 1 ;; esac
}
members() { printf %s "$answer" | tr '{' '\n' | grep '"peerURLs"'; }
# listed - one member a line in $list, as a majority knows them.
listed() {
  enter && call cluster/member/list '{"linearizable":true}' || return
  list=$(members)
}
mine() { printf '%s\n' "$list" | grep -F "\"$(url "$POD_NAME")\""; }
id() { mine | sed -n '1s/.*"ID":"\([0-9]*\)".*/\1/p'; }
names() { printf '%s\n' "$list" | sed -n 's|.*"peerURLs":\["http://\([^.]*\)\..*|\1|p'; }

# calm - nobody else is announced and not there yet: a member does not start when its list of the others is out of date.
calm() {
  other=$(printf '%s\n' "$list" | grep -v '"name":' | grep -vF "\"$(url "$POD_NAME")\"" | sed -n '1s|.*http://\([^.]*\)\..*|\1|p')
  answer="that $other is about to start; members join one after the other"
  [ -z "$other" ]
}

# join - among the members of $voter's cluster; fails when that must wait.
join() {
  listed || return
  if known=$(mine); then
    case $known in
      # It has run before: what it promised the others was on the volume that is gone, so it comes back as somebody new.
      *'"name":'*)
        say "has lost its data; member $(id) leaves the cluster"
        call cluster/member/remove "{\"ID\":\"$(id)\"}" || return
        ;;
      # Announced, but never started.
      *) start existing $(names) ;;
    esac
  fi
  calm || return
  call cluster/member/add "{\"peerURLs\":[\"$(url "$POD_NAME")\"]}" || return
  list=$(members)
  # Two at the same moment: the one that came second steps back.
  calm || { call cluster/member/remove "{\"ID\":\"$(id)\"}" && calm; return 1; }
  say "is announced to $voter"
  # The answer has the new member twice.
  start existing $(names | sort -u)
}

# refusal - why join must wait.
refusal() {
  case $answer in
    *'"message"'*'timed out'* | *'no leader'* | *'curl: (28)'*)
      echo "the cluster of $voter has no majority of its members, so nobody can be added and no second cluster is begun. If the others are gone for good, see the README of this chart" ;;
    *) echo "$voter answers $(said)" ;;
  esac
}

mkdir -p "$(dirname "$data")"
if ls "$data"/member/wal/*.wal >/dev/null 2>&1; then
  # Its cluster is in its data. Only a member that was removed meanwhile cannot go on with them.
  removed=
  for voter in $(others); do
    case $(ask "$voter") in '['*) ;; *) continue ;; esac
    if listed && ! mine >/dev/null; then removed=1; fi
    break
  done
  [ -n "$removed" ] || start existing "$POD_NAME"
  say "was removed from the cluster; its old data go to $data.removed"
  rm -rf "$data.removed"
  mv "$data" "$data.removed"
fi
# What an interrupted first start left.
rm -rf "$data"

# The first member begins a cluster only when every other one says that it has no data. Each says so while it waits here.
while :; do
  nc -l -p "$peer" -e sh -c 'while read -r line && [ ${#line} -gt 1 ]; do :; done; printf "HTTP/1.0 200 OK\r\n\r\nempty"' || sleep 1
done 2>/dev/null &

first=$(cut -d ' ' -f 1 /members/members)
said=
while :; do
  reason= voter=
  for name in $(others); do
    case $(ask "$name") in
      '['*) voter=$name; break ;;
      empty) ;;
      *) reason="$reason $name" ;;
    esac
  done
  if [ -n "$voter" ]; then
    join || reason="waits to join: $(refusal)"
  elif [ -n "$reason" ]; then
    reason="waits for$reason: a new cluster begins only when it is certain that no member has data"
  elif [ "$POD_NAME" = "$first" ]; then
    start new "$POD_NAME"
  else
    reason="waits for $first to begin the cluster"
  fi
  [ "$reason" = "$said" ] || say "$reason"
  said=$reason
  sleep 2
done
