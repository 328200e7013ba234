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
