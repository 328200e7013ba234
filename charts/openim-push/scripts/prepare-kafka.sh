#!/bin/bash
# prepare-kafka.sh GROUP=TOPIC... =TOPIC... - topics exist and every partition has a committed offset for its group.
#
# Reads BOOTSTRAP, PARTITIONS, REPLICATION_FACTOR (without it the broker decides), and where the broker asks for them KAFKA_USERNAME, KAFKA_PASSWORD, TLS, TLS_ANY_NAME.
# A topic is made when it is missing, and grown to PARTITIONS while nobody consumes it. Offsets that are there are never
# touched; a partition without one starts at its oldest message. Kafka's tools end with 0 also when they changed nothing,
# so what they print is read. They are as few as can be, and at once where they can.
set -u
# Process 1 gets no signal that it does not ask for.
trap 'exit 143' TERM
properties=/tmp/client.properties

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

umask 077
protocol=${TLS:+SSL}
protocol=${protocol:-PLAINTEXT}
: >"$properties"
if [ -n "${KAFKA_USERNAME:-}" ]; then
  protocol=SASL_$protocol
  {
    echo sasl.mechanism=PLAIN
    echo "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=$(jaas "$KAFKA_USERNAME") password=$(jaas "$KAFKA_PASSWORD");"
  } >>"$properties"
fi
if [ -e /kafka-tls/ca.crt ]; then
  printf 'ssl.truststore.type=PEM\nssl.truststore.location=/kafka-tls/ca.crt\n' >>"$properties"
fi
if [ -n "${TLS_ANY_NAME:-}" ]; then
  echo ssl.endpoint.identification.algorithm= >>"$properties"
fi
if [ -e /kafka-tls/tls.key ]; then
  cat /kafka-tls/tls.key /kafka-tls/tls.crt >/tmp/client.pem
  printf 'ssl.keystore.type=PEM\nssl.keystore.location=/tmp/client.pem\n' >>"$properties"
fi
echo "security.protocol=$protocol" >>"$properties"
unset KAFKA_USERNAME KAFKA_PASSWORD

topics() { kafka topics --bootstrap-server "$BOOTSTRAP" --command-config "$properties" "$@"; }
groups() { kafka consumer-groups --bootstrap-server "$BOOTSTRAP" --command-config "$properties" "$@"; }

# What a tool complains about, in one line.
reason() { grep -m 1 -oE '[A-Za-z]+Exception: .*' "$1" || grep -v '^ *$' "$1" | tail -n 1; }

# Partitions that exist, to /tmp/partitions: lines of TOPIC PARTITION. Fails while Kafka gives no answer.
read_partitions() {
  local names
  names=$(printf '%s|' "${@#*=}")
  topics --describe --if-exists --topic "${names%|}" >/tmp/topics 2>/tmp/topics.log || return 1
  sed -n 's/.*Topic: *\([^[:space:]]*\)[[:space:]]*Partition: *\([0-9]*\).*/\1 \2/p' /tmp/topics >/tmp/partitions
}
exists() { grep -q "^$1 " /tmp/partitions; }

# FUNCTION GROUP TOPIC for every pair, all at once. What each prints is in /tmp/FUNCTION-TOPIC.log.
each() { # FUNCTION GROUP=TOPIC...
  local what=$1 pair
  shift
  for pair; do "$what" "${pair%%=*}" "${pair#*=}" >"/tmp/$what-${pair#*=}.log" 2>&1 & done
  wait
}

# Prints the offsets of GROUP. A topic that is not there has none.
offsets() { exists "$2" && groups --describe --group "$1"; }

# Makes TOPIC, or grows it while GROUP has no member: consumers that run would miss the first messages of a new partition.
make() {
  local have
  have=$(grep -c "^$2 " /tmp/partitions)
  if [ "$have" -eq 0 ]; then
    # Another pod may make it at the same moment, with the same number.
    topics --create --topic "$2" --partitions "$PARTITIONS" ${REPLICATION_FACTOR:+--replication-factor "$REPLICATION_FACTOR"} ||
      grep -q 'already exists' "/tmp/make-$2.log" || return
  elif [ -z "$1" ] || [ "$have" -ge "$PARTITIONS" ]; then
    return
  elif grep -qE 'no active members|GroupIdNotFound|does not exist' "/tmp/offsets-$2.log"; then
    topics --alter --topic "$2" --partitions "$PARTITIONS" || return
  else
    echo "$2 keeps $have partitions instead of $PARTITIONS while group $1 consumes it: scale its consumers to 0 once"
    return
  fi
  seq -f "$2 %g" "$have" $((PARTITIONS - 1)) >>/tmp/partitions
}

# Commits an offset where one is lacking, for all groups at once, and prints the new ones as `offsets` prints those that were there.
# What lies before the oldest message becomes the oldest.
commit() { # GROUP=TOPIC...
  local pair partition need whose=()
  : >/tmp/lacking
  for pair; do
    need=$(lacking "${pair%%=*}" "${pair#*=}")
    [ -n "$need" ] || continue
    whose+=(--group "${pair%%=*}")
    for partition in ${need//,/ }; do echo "${pair/=/,},$partition,0" >>/tmp/lacking; done
  done
  # Lines about a single group go without its name. What the tool complains about on the way, trying both, is noise: errors are on stdout.
  [ ${#whose[@]} -ne 2 ] || sed -i 's/^[^,]*,//' /tmp/lacking
  [ ${#whose[@]} -eq 0 ] || groups "${whose[@]}" --reset-offsets --from-file /tmp/lacking --execute 2>/dev/null
}

# Partitions of TOPIC without an offset of GROUP, as 1,2,3.
lacking() { # GROUP TOPIC
  awk -v group="$1" -v topic="$2" '
    FILENAME != "/tmp/partitions" { if ($1 == group && $2 == topic && $4 ~ /^[0-9]+$/) there[$3] = 1; next }
    $1 == topic && !($2 in there) { printf "%s%s", comma, $2; comma = "," }' "/tmp/offsets-$2.log" /tmp/commit.log /tmp/partitions
}

# A topic that was deleted and made anew under its consumers: they hold it, and begin where it begins. Kafka lets nobody else set
# their offsets, and to wait until they are gone would stop every update, which replaces them only after this.
held() { grep -qF "only be reset if the group '$1' is inactive" /tmp/commit.log; }

# What is still missing, in words; nothing when all is well.
missing() { # GROUP=TOPIC...
  local pair group topic need
  for pair; do
    group=${pair%%=*} topic=${pair#*=}
    if ! exists "$topic"; then
      echo "topic $topic: $(reason "/tmp/make-$topic.log")"
    elif [ -n "$group" ]; then
      need=$(lacking "$group" "$topic")
      [ -z "$need" ] || held "$group" || echo "offsets of group $group on $topic, partitions $need: $(reason /tmp/commit.log)"
    fi
  done
}

consumed=()
for pair; do [ "${pair%%=*}" = "" ] || consumed+=("$pair"); done
for _ in 1 2 3 4 5; do
  until read_partitions "$@"; do
    echo "waiting for Kafka at $BOOTSTRAP: $(reason /tmp/topics.log)" >&2
    sleep 1
  done
  each offsets "${consumed[@]}"
  # A group that nobody knows has no offsets. Any other complaint says nothing about them, and to begin anew would repeat messages.
  failed=$(cat /tmp/offsets-*.log | grep '^Error' | grep -vE 'GroupIdNotFound|does not exist')
  if [ -z "$failed" ]; then
    each make "$@"
    commit "${consumed[@]}" >/tmp/commit.log
    failed=$(missing "$@")
  fi
  if [ -z "$failed" ]; then
    cat /tmp/make-*.log
    echo "topics and offsets are there: ${consumed[*]}"
    exit 0
  fi
  sleep 1
done
echo "$failed" >&2
exit 1
