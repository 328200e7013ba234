#!/bin/sh
# member.sh [leave] - brings this server into the cluster and keeps it there; `leave` hands its slots to a replica before it stops.
# Reads HOST (POD.DOMAIN), NAME, DOMAIN, MEMBERS and the password of /credentials. Every step may be repeated at any time.
set -eu
REDISCLI_AUTH=$(cat /credentials/password)
export REDISCLI_AUTH

client=$(command -v valkey-cli || command -v redis-cli)
ask() { # HOST COMMAND...
  host=$1
  shift
  timeout 5 "$client" -h "$host" -p 6379 "$@" 2>&1 | tr -d '\r'
} 2>/dev/null
say() { echo "$HOST: $*"; }

pod=${HOST%%.*}
ordinal=${pod##*-}
# Three ranges of slots; members 3, 4 and 5 stand by for those of 0, 1 and 2.
case $((ordinal % 3)) in
  0) first=0 last=5460 ;;
  1) first=5461 last=10922 ;;
  2) first=10923 last=16383 ;;
esac

# The line of `cluster nodes` that owns the first slot of our range.
owner() {
  echo "$nodes" | awk -v slot="$first" '{ for (i = 9; i <= NF; i++) { split($i, r, "-"); if ($i !~ /^\[/ && r[1] + 0 <= slot && (r[2] == "" ? r[1] : r[2]) + 0 >= slot) { print; exit } } }'
}
standby() { # ID: a replica of it that lives
  echo "$nodes" | awk -v id="$1" '$4 == id && $3 !~ /fail|noaddr/ { split($2, a, ","); print a[2]; exit }'
}

# An address may be new: whoever is not connected is met again. A known member keeps its place.
meet() {
  silent=
  alive="$HOST $(echo "$nodes" | awk '$3 ~ /myself/ { print $1 }')"
  i=0
  while [ "$i" -lt "$MEMBERS" ]; do
    peer=$NAME-$i.$DOMAIN
    i=$((i + 1))
    [ "$peer" != "$HOST" ] || continue
    # What it says of itself: its id and its address of today.
    self=$(ask "$peer" cluster nodes | awk '$3 ~ /myself/ { sub(/:.*/, "", $2); print $1, $2 }')
    id=${self%% *} address=${self#* }
    [ ${#id} = 40 ] || { silent="$silent $peer" && continue; }
    alive="$alive
$peer $id"
    echo "$nodes" | awk -v id="$id" '$1 == id && $8 == "connected" && $3 !~ /fail|handshake|noaddr/ { found = 1 } END { exit !found }' && continue
    say "meets $peer at $address: $(ask 127.0.0.1 cluster meet "$address" 6379)"
  done
}

# A member with the name of one that lives and another id is what that one was before its volume was lost. Its slots go to its
# replica first, if it has one. Those who knew it before tell it to all: a newcomer is not told the names of the dead.
forget() {
  echo "$alive" | while read -r host now; do
    echo "$nodes" | awk -v host="$host" -v now="$now" '{ n = split($2, a, ","); if (a[2] == host && $1 != now) print $1, NF }'
  done | while read -r id fields; do
    [ "$fields" -le 8 ] || [ -z "$(standby "$id")" ] || continue
    say "forgets $id, whose volume was lost"
    i=0
    while [ "$i" -lt "$MEMBERS" ]; do
      ask "$NAME-$i.$DOMAIN" cluster forget "$id" >/dev/null || true
      i=$((i + 1))
    done
  done
}

# A member without slots takes those of its range if nobody has them, else stands by for their owner.
place() {
  me=$(echo "$nodes" | awk '$3 ~ /myself/')
  case $me in *\ slave\ * | *myself,slave*) return ;; esac
  [ "$(echo "$me" | wc -w)" = 8 ] || return 0
  [ "$(echo "$nodes" | awk '$3 !~ /handshake/' | wc -l)" -ge "$MEMBERS" ] || return 0
  holder=$(owner)
  if [ -z "$holder" ]; then
    [ "$ordinal" -ge 3 ] || say "takes slots $first to $last: $(ask 127.0.0.1 cluster addslotsrange $first $last)"
  elif [ "$MEMBERS" -gt 3 ]; then
    case $holder in *fail* | *noaddr*) return ;; esac
    say "stands by for ${holder%% *}: $(ask 127.0.0.1 cluster replicate "${holder%% *}")"
  fi
}

look() { nodes=$(ask 127.0.0.1 cluster nodes) && echo "$nodes" | grep -q myself; }

if [ "${1-}" = leave ]; then
  look || exit 0
  heir=$(standby "$(ask 127.0.0.1 cluster myid)")
  [ -n "$heir" ] || exit 0
  say "hands over to $heir: $(ask "$heir" cluster failover)"
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    case $(ask 127.0.0.1 role) in slave*) exit 0 ;; esac
    sleep 1
  done
  exit 0
fi

# The first process of a container is not ended by a signal that it does not expect.
trap 'exit 0' TERM
say "one of $MEMBERS members, for slots $first to $last"
state=
while :; do
  if look; then
    meet
    if look; then forget; fi
    if look; then place; fi
    now=$(ask 127.0.0.1 cluster info | sed -n 's/^cluster_state://p')${silent:+, no answer from$silent}
    [ "$now" = "$state" ] || say "the cluster is $now"
    state=$now
  fi
  sleep 3
done
