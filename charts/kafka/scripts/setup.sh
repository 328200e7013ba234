#!/bin/bash
# setup.sh [TOPIC...] - makes the topics that are missing, and gives those of a cluster that grew a copy on every node.
# Reads BROKER (host:port), NODES, PARTITIONS and the login of /credentials.
set -euo pipefail
umask 077

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }
# jaas TEXT - as a string of JAAS, in a file of properties.
jaas() { quoted "$1" | sed 's/\\/\\\\/g'; }

# kafka NAME ARG... - Kafka's tool of that name. Each is a JVM: without statistics, log files and thorough compilation, and with
# the classes that the image brings ready to use, it costs a third of the processor time.
kafka() {
  local name=$1 options=${KAFKA_OPTS:-}
  shift
  [ ! -r /opt/kafka/kafka.jsa ] || options="$options -XX:SharedArchiveFile=/opt/kafka/kafka.jsa"
  LOG_DIR=/tmp KAFKA_OPTS=$options KAFKA_HEAP_OPTS=-Xmx128m KAFKA_JMX_OPTS=" " \
    KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData" \
    KAFKA_LOG4J_OPTS="-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory -Dlog4j2.simplelogLevel=WARN" \
    "/opt/kafka/bin/kafka-$name.sh" "$@"
}

properties=/tmp/client.properties
cat >"$properties" <<END
security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=$(jaas "$(</credentials/username)") password=$(jaas "$(</credentials/password)");
END
tool() { kafka "$1" --bootstrap-server "$BROKER" --command-config "$properties" "${@:2}"; }

# An open port first: Java takes a second only to be refused.
tries=0
until timeout 3 bash -c ": </dev/tcp/${BROKER%:*}/${BROKER##*:}" 2>/dev/null; do
  [ $((tries % 10)) -ne 0 ] || echo "waiting for Kafka at $BROKER" >&2
  tries=$((tries + 1))
  sleep 1
done

# Topics with the replicas that they should have, as kafka-reassign-partitions.sh reads them. Each partition prefers another
# node, so that leaders are spread.
fewer_copies() {
  awk -v nodes="$NODES" '
    { for (i = 1; i < NF; i++) field[$i] = $(i + 1) }
    $3 == "Partition:" && split(field["Replicas:"], have, ",") < nodes {
      replicas = ""
      for (i = 0; i < nodes; i++) replicas = replicas (i ? "," : "") (field["Partition:"] + i) % nodes
      printf "%s{\"topic\":\"%s\",\"partition\":%d,\"replicas\":[%s]}", comma, field["Topic:"], field["Partition:"], replicas
      comma = ","
    }' /tmp/topics
}

tool topics --describe >/tmp/topics

jobs=()
for topic; do
  grep -q "^Topic: ${topic}[[:space:]]" /tmp/topics && continue
  tool topics --create --if-not-exists --topic "$topic" --partitions "$PARTITIONS" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job"; done

partitions=$(fewer_copies)
if [ -n "$partitions" ]; then
  echo "{\"version\":1,\"partitions\":[$partitions]}" >/tmp/copies.json
  # Refused while a node is still missing, and while copies are on their way that an earlier try has ordered.
  until said=$(tool reassign-partitions --reassignment-json-file /tmp/copies.json --execute 2>&1); do
    reason=$(grep -m 1 . <<<"$said" || true)
    [ "$reason" = "${before-}" ] || echo "waits to copy topics: $reason"
    before=$reason
    sleep 5
  done
  echo "copies topics to $NODES nodes"
fi

# Also when an earlier try has ordered the copies: what one node alone has could not be written with the number below.
while [ "$NODES" -gt 1 ]; do
  tool topics --describe >/tmp/topics
  alone=$(awk '$3 == "Partition:" { for (i = 1; i < NF; i++) if ($i == "Isr:" && split($(i + 1), have, ",") < 2) n++ } END { print n + 0 }' /tmp/topics)
  [ "$alone" -gt 0 ] || break
  [ "$alone" = "${before-}" ] || echo "$alone partitions are on one node alone"
  before=$alone
  sleep 5
done

# The cluster remembers the number that it was made with, whatever the nodes' configuration says now. Last, because what has
# one copy yet could not be written.
[ "$NODES" -eq 1 ] || tool configs --entity-type brokers --entity-default --alter --add-config min.insync.replicas=2
topics=$({ sed -n 's/^Topic: \([^[:space:]]*\).*/\1/p' /tmp/topics; printf '%s\n' "$@"; } | grep . | sort -u | paste -sd " ")
echo "nodes: $NODES; topics: $topics"
