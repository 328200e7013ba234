#!/bin/bash
# prepare-kafka.sh GROUP=TOPIC... - topics exist and every partition has a committed offset for its group.
#
# Reads BOOTSTRAP, PARTITIONS, REPLICATION_FACTOR, and where the broker asks for them KAFKA_USERNAME, KAFKA_PASSWORD, TLS.
# A topic is made when it is missing, and grown to PARTITIONS while nobody consumes it. Offsets that are there are never
# touched; a partition without one starts at its oldest message. Kafka's tools end with 0 also when they changed nothing,
# so the result is read back. Each of them is a JVM that starts for a second: what can run at once does.
set -u
bin=/opt/kafka/bin
properties=/tmp/client.properties

umask 077
protocol=${TLS:+SSL}
protocol=${protocol:-PLAINTEXT}
: >"$properties"
if [ -n "${KAFKA_USERNAME:-}" ]; then
  protocol=SASL_$protocol
  {
    echo sasl.mechanism=PLAIN
    echo "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$KAFKA_USERNAME\" password=\"$KAFKA_PASSWORD\";"
  } >>"$properties"
fi
if [ -e /kafka-tls/ca.crt ]; then
  printf 'ssl.truststore.type=PEM\nssl.truststore.location=/kafka-tls/ca.crt\n' >>"$properties"
fi
if [ -e /kafka-tls/tls.key ]; then
  cat /kafka-tls/tls.key /kafka-tls/tls.crt >/tmp/client.pem
  printf 'ssl.keystore.type=PEM\nssl.keystore.location=/tmp/client.pem\n' >>"$properties"
fi
echo "security.protocol=$protocol" >>"$properties"
unset KAFKA_USERNAME KAFKA_PASSWORD

topics() { "$bin/kafka-topics.sh" --bootstrap-server "$BOOTSTRAP" --command-config "$properties" "$@"; }
groups() { "$bin/kafka-consumer-groups.sh" --bootstrap-server "$BOOTSTRAP" --command-config "$properties" "$@"; }

# Committed offsets of our groups, to /tmp/offsets: lines of GROUP TOPIC PARTITION.
read_offsets() {
  local all=() pair
  for pair; do all+=(--group "${pair%%=*}"); done
  groups --describe "${all[@]}" 2>/tmp/groups.log | awk '$4 ~ /^[0-9]+$/ { print $1, $2, $3 }' >/tmp/offsets
}

# Partitions that exist, to /tmp/partitions: lines of TOPIC PARTITION. Fails while Kafka gives no answer.
read_partitions() {
  topics --describe >/tmp/topics 2>/tmp/topics.log || return 1
  sed -n 's/.*Topic: *\([^[:space:]]*\)[[:space:]]*Partition: *\([0-9]*\).*/\1 \2/p' /tmp/topics >/tmp/partitions
}

# Partitions of TOPIC without an offset of GROUP, as 1,2,3.
lacking() { # GROUP TOPIC
  awk -v group="$1" -v topic="$2" '
    FILENAME == "/tmp/offsets" { if ($1 == group && $2 == topic) there[$3] = 1; next }
    $1 == topic && !($2 in there) { printf "%s%s", comma, $2; comma = "," }' /tmp/offsets /tmp/partitions
}

# What is still missing, in words; nothing when all is well.
missing() {
  local pair need
  for pair; do
    need=$(lacking "${pair%%=*}" "${pair#*=}")
    if ! grep -q "^${pair#*=} " /tmp/partitions; then
      echo "topic ${pair#*=}: $(tail -n 1 "/tmp/make-${pair#*=}.log")"
    elif [ -n "$need" ]; then
      echo "offsets of group ${pair%%=*} on ${pair#*=}, partitions $need: $(tail -n 1 "/tmp/commit-${pair#*=}.log")"
    fi
  done
}

# Makes TOPIC, or grows it while GROUP has no member: consumers that run would miss the first messages of a new partition.
make() { # GROUP TOPIC
  local have
  have=$(grep -c "^$2 " /tmp/partitions)
  if [ "$have" -eq 0 ]; then
    topics --create --if-not-exists --topic "$2" --partitions "$PARTITIONS" --replication-factor "$REPLICATION_FACTOR"
  elif [ "$have" -lt "$PARTITIONS" ]; then
    if groups --describe --state --group "$1" 2>/dev/null | grep -qE 'Empty|Dead'; then
      topics --alter --topic "$2" --partitions "$PARTITIONS"
    else
      echo "$2 keeps $have partitions instead of $PARTITIONS while group $1 consumes it: scale its consumers to 0 once"
    fi
  fi
}

commit() { # GROUP TOPIC
  local need
  need=$(lacking "$1" "$2")
  [ -z "$need" ] || groups --group "$1" --topic "$2:$need" --reset-offsets --to-earliest --execute
}

# make or commit for every pair, all at once.
each() { # FUNCTION GROUP=TOPIC...
  local what=$1 pair
  shift
  for pair; do "$what" "${pair%%=*}" "${pair#*=}" >"/tmp/$what-${pair#*=}.log" 2>&1 & done
  wait
}

read_offsets "$@"
complete=1
for pair; do
  [ "$(grep -c "^${pair%%=*} ${pair#*=} " /tmp/offsets)" -ge "$PARTITIONS" ] || complete=
done
if [ -z "$complete" ]; then
  until read_partitions; do
    echo "waiting for Kafka at $BOOTSTRAP: $(tail -n 1 /tmp/topics.log)" >&2
    sleep 1
  done
  each make "$@"
  for _ in 1 2 3 4 5; do
    read_partitions
    each commit "$@"
    read_offsets "$@"
    [ -n "$(missing "$@")" ] || { complete=1; break; }
    each make "$@"
  done
fi
if [ -z "$complete" ]; then
  missing "$@" >&2
  exit 1
fi
cat /tmp/make-*.log 2>/dev/null
echo "topics and offsets are there: $*"
