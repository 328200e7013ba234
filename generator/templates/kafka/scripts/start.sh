#!/bin/bash
# start.sh - formats the log directory of a new node and starts it, with /config/server.properties and the login of /credentials.
# Reads POD_NAME, ADVERTISED_HOST, CLIENT_HOST, CONTROLLERS (host:port, of all nodes), CLUSTER_ID and HEAP.
set -euo pipefail
umask 077

<%> jaas %>

<%> kafka-tool %>

properties=/run/kafka/server.properties
node=${POD_NAME##*-}
# Node 0 comes first in the list. With a single node nobody is left.
others=${CONTROLLERS#"$ADVERTISED_HOST:9093"}
others=${others#,}
username=$(</credentials/username)
password=$(</credentials/password)
if [ -z "$username" ] || [ -z "$password" ]; then
  echo "user name or password is empty" >&2
  exit 1
fi
login="org.apache.kafka.common.security.plain.PlainLoginModule required username=$(jaas "$username") password=$(jaas "$password")"

{
  echo "node.id=$node"
  echo "advertised.listeners=CLIENT://$CLIENT_HOST:<% clientPort.number %>,CONTROLLER://$ADVERTISED_HOST:9093"
  for listener in client controller; do
    echo "listener.name.$listener.plain.sasl.jaas.config=$login user_$username=$(jaas "$password");"
  done
  cat /config/server.properties
} >"$properties"

# For Kafka's own tools, here and by hand.
printf '%s\n' security.protocol=SASL_PLAINTEXT sasl.mechanism=PLAIN "sasl.jaas.config=$login;" \
  request.timeout.ms=10000 default.api.timeout.ms=10000 >/run/kafka/client.properties

# What node $1 (host:port) says about a leader. Without one it knows no version of the metadata, and no tool may ask it further.
ask() {
  local answer=
  if timeout 3 bash -c ": </dev/tcp/${1%:*}/${1##*:}" 2>/dev/null; then
    answer=$(kafka metadata-quorum --command-config /run/kafka/client.properties --bootstrap-controller "$1" describe --status 2>&1) || true
  fi
  case $answer in
    *LeaderId:*) echo led ;;
    *"not supported with the current MetadataVersion"*) echo free ;;
    *)
      echo silent
      echo "waiting for $1, which knows whether there is a quorum to join: ${answer##*$'\n'}" >&2
      ;;
  esac
}

# Whether this node, whose volume is new, begins a quorum. Node 0 does and the others join; but a node 0 that lost its volume must
# not begin a second one beside theirs. So it asks them, until all say four times in a row that there is no leader: members
# of a quorum agree on one within a second or two.
founds() {
  local rounds=0 at
  [ "$node" = 0 ] || return
  while [ -n "$others" ] && [ "$rounds" -lt 4 ]; do
    case $(for at in ${others//,/ }; do ask "$at" & done; wait) in
      *led*) return 1 ;;
      *silent*) rounds=0 ;;
      *) rounds=$((rounds + 1)) ;;
    esac
    sleep 1
  done
}

if [ ! -e /var/lib/kafka/data/kafka/meta.properties ]; then
  founds && origin=--standalone || origin=--no-initial-controllers
  kafka storage format --ignore-formatted "$origin" --cluster-id "$CLUSTER_ID" --config "$properties"
fi

# Set here and not for the whole container, where Kafka's tools would take the same.
# The image brings Java's classes ready to use; without them the start takes longer, nothing else.
[ ! -r /opt/kafka/kafka.jsa ] || KAFKA_OPTS="${KAFKA_OPTS:-} -XX:SharedArchiveFile=/opt/kafka/kafka.jsa"
KAFKA_HEAP_OPTS=${KAFKA_HEAP_OPTS:--Xms$HEAP -Xmx$HEAP}
KAFKA_LOG4J_OPTS=${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=/config/log4j2.yaml}
export KAFKA_OPTS KAFKA_HEAP_OPTS KAFKA_LOG4J_OPTS
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
