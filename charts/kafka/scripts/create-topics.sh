#!/bin/bash
# create-topics.sh TOPIC... - makes the topics that are missing and leaves the others as they are.
# Reads BROKER (host:port), PARTITIONS and the login of /credentials.
set -u
umask 077

properties=/tmp/client.properties
cat >"$properties" <<END
security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="$(</credentials/username)" password="$(</credentials/password)";
END
topics() { /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$BROKER" --command-config "$properties" "$@"; }

# An open port first: Java takes a second only to be refused.
tries=0
until timeout 3 bash -c ": </dev/tcp/${BROKER%:*}/${BROKER##*:}" 2>/dev/null; do
  [ $((tries % 10)) -ne 0 ] || echo "waiting for Kafka at $BROKER" >&2
  tries=$((tries + 1))
  sleep 1
done

known=$(topics --list) || exit 1
jobs=()
for topic; do
  grep -qxF "$topic" <<<"$known" && continue
  topics --create --if-not-exists --topic "$topic" --partitions "$PARTITIONS" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job" || exit 1; done
echo "topics are there: $*"
