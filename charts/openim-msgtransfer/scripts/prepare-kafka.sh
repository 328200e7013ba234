#!/bin/bash
# prepare-kafka.sh GROUP=TOPIC... - topics exist and every partition has a committed offset for its group.
#
# Reads BOOTSTRAP, PARTITIONS, REPLICATION_FACTOR, and where the broker asks for them KAFKA_USERNAME, KAFKA_PASSWORD, TLS.
# A topic is made when it is missing, and grown to PARTITIONS while nobody consumes it. Offsets that are there are never
# touched; a partition without one starts at its oldest message. The tools end with 0 also when they changed nothing,
# so the result is read back.
set -u
bin=/opt/kafka/bin
properties=/tmp/client.properties

umask 077
protocol=PLAINTEXT
[ -z "${TLS:-}" ] || protocol=SSL
: >"$properties"
if [ -n "${KAFKA_USERNAME:-}" ]; then
  protocol=SASL_${protocol}
  {
    echo sasl.mechanism=PLAIN
    echo "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$KAFKA_USERNAME\" password=\"$KAFKA_PASSWORD\";"
  } >>"$properties"
fi
echo "security.protocol=$protocol" >>"$properties"
unset KAFKA_USERNAME KAFKA_PASSWORD

topics() { "$bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP" --command-config "$properties" "$@"; }
groups() { "$bin/kafka-consumer-groups.sh" --bootstrap-server "$BOOTSTRAP" --command-config "$properties" "$@"; }

# One line per partition of the wanted topics: TOPIC PARTITION. Fails while the broker is away.
partitions() {
  topics --describe 2>/tmp/topics.log | sed -n 's/.*Topic: \([^[:space:]]*\)[[:space:]]*Partition: \([0-9]*\).*/\1 \2/p' >/tmp/partitions
  [ "${PIPESTATUS[0]}" -eq 0 ]
}

# One line per committed offset of our groups: GROUP TOPIC PARTITION.
offsets() {
  local all=()
  for pair; do all+=(--group "${pair%%=*}"); done
  groups --describe "${all[@]}" 2>/dev/null | awk '$4 ~ /^[0-9]+$/ { print $1, $2, $3 }' >/tmp/offsets
}

count() { grep -c "^$1 " /tmp/partitions; }

create() { # TOPIC
  local have
  have=$(count "$1")
  if [ "$have" -eq 0 ]; then
    topics --create --if-not-exists --topic "$1" --partitions "$PARTITIONS" --replication-factor "$REPLICATION_FACTOR"
  elif [ "$have" -lt "$PARTITIONS" ]; then
    if groups --describe --state --group "$2" 2>/dev/null | grep -qE 'Empty|Dead'; then
      topics --alter --topic "$1" --partitions "$PARTITIONS"
    else
      echo "$1 keeps $have partitions, not $PARTITIONS, while group $2 consumes it: scale its consumers to 0 once" >&2
    fi
  fi
}

# Partitions of TOPIC without an offset of GROUP, as 1,2,3.
lacking() { # GROUP TOPIC
  awk -v g="$1" -v t="$2" 'FILENAME == "/tmp/offsets" { if ($1 == g && $2 == t) has[$3] = 1; next }
    $1 == t && !($2 in has) { printf "%s%s", sep, $2; sep = "," }' /tmp/offsets /tmp/partitions
}

# True while TOPIC is missing or smaller than wanted, or lacks an offset.
wanting() {
  for pair; do
    [ "$(count "${pair#*=}")" -ge "$PARTITIONS" ] && [ -z "$(lacking "${pair%%=*}" "${pair#*=}")" ] || return 0
  done
  return 1
}

until partitions; do
  echo "waiting for Kafka at $BOOTSTRAP: $(tail -n 1 /tmp/topics.log)" >&2
  sleep 1
done
touch /tmp/offsets
for attempt in 1 2 3 4 5; do
  for pair; do create "${pair#*=}" "${pair%%=*}" & done
  wait
  partitions && offsets "$@"
  for pair; do
    need=$(lacking "${pair%%=*}" "${pair#*=}")
    [ -z "$need" ] || groups --group "${pair%%=*}" --topic "${pair#*=}:$need" --reset-offsets --to-earliest --execute >/dev/null &
  done
  wait
  offsets "$@"
  missing=
  for pair; do
    need=$(lacking "${pair%%=*}" "${pair#*=}")
    { [ "$(count "${pair#*=}")" -gt 0 ] && [ -z "$need" ]; } || missing="$missing ${pair#*=} (group ${pair%%=*}, partitions ${need:-none yet})"
  done
  [ -n "$missing" ] || { echo "topics and offsets are there: $*"; exit 0; }
  sleep 2
done
echo "no committed offset for$missing" >&2
exit 1
