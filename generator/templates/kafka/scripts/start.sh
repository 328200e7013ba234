#!/bin/bash
# start.sh - formats the log directory of a new node and starts it, with /config/server.properties and the login of /credentials.
# Reads POD_NAME, ADVERTISED_HOST, CLUSTER_ID and HEAP.
set -euo pipefail
umask 077

bin=/opt/kafka/bin
properties=/run/kafka/server.properties
username=$(</credentials/username)
password=$(</credentials/password)
if [ -z "$username" ] || [ -z "$password" ]; then
  echo "user name or password is empty" >&2
  exit 1
fi

{
  echo "node.id=${POD_NAME##*-}"
  echo "advertised.listeners=CLIENT://$ADVERTISED_HOST:<% clientPort.number %>,CONTROLLER://localhost:9093"
  for listener in client controller; do
    echo "listener.name.$listener.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$username\" password=\"$password\" user_$username=\"$password\";"
  done
  cat /config/server.properties
} >"$properties"

# The image brings Java's classes ready to use; without them the start takes longer, nothing else.
prepared() { [ ! -r "/opt/kafka/$1.jsa" ] || echo "-XX:SharedArchiveFile=/opt/kafka/$1.jsa"; }
options=${KAFKA_OPTS:-}

if [ ! -e /var/lib/kafka/data/kafka/meta.properties ]; then
  KAFKA_HEAP_OPTS=-Xmx128m KAFKA_OPTS="$options $(prepared storage)" "$bin/kafka-storage.sh" format --ignore-formatted --standalone --cluster-id "$CLUSTER_ID" --config "$properties"
fi

# Set here and not for the whole container, where Kafka's tools would take the same.
KAFKA_OPTS="$options $(prepared kafka)"
KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xms$HEAP -Xmx$HEAP}
KAFKA_LOG4J_OPTS=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=/config/log4j2.yaml}
export KAFKA_OPTS KAFKA_HEAP_OPTS KAFKA_LOG4J_OPTS
exec "$bin/kafka-server-start.sh" "$properties"
