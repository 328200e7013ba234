#!/bin/bash
# start.sh - ZooKeeper with /config/zoo.cfg and the logins of /credentials, alone or as one of an ensemble.
# Reads POD_NAME, SERVERS (their number), FIRST_HOST (host of the first) and HEAP.
set -euo pipefail
umask 077

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

run=/run/zookeeper
# value KEY - of the Secret, as a string of a login file.
value() { quoted "$(</credentials/"$1")"; }

username=$(</credentials/username)
case $username in '' | *[!A-Za-z0-9_-]*) echo "the name '$username' cannot be one of ZooKeeper's users: use letters, digits, _ and -" >&2; exit 1 ;; esac
for key in password quorum-password; do
  [ -s "/credentials/$key" ] || { echo "$key is empty in the Secret: everybody could log in" >&2; exit 1; }
done
login=org.apache.zookeeper.server.auth.DigestLoginModule
cat >$run/jaas.conf <<END
Server { $login required user_$username=$(value password); };
QuorumServer { $login required user_quorum=$(value quorum-password); };
QuorumLearner { $login required username="quorum" password=$(value quorum-password); };
END

# One that has no data yet starts after the first one: two new ones alone would be a majority, and an ensemble that begins
# empty would make the first one throw its data away. For the probes it is well until then, so that the first one, of one that
# grows, is restarted as a member of an ensemble.
number=${POD_NAME##*-}
if [ "$SERVERS" -gt 1 ] && [ "$number" -gt 0 ] && [ ! -e /data/version-2 ]; then
  touch $run/waiting
  tries=0
  until timeout 3 bash -c ": </dev/tcp/$FIRST_HOST/3888" 2>/dev/null; do
    [ $((tries % 10)) -ne 0 ] || echo "waiting for the first server of the ensemble, $FIRST_HOST" >&2
    tries=$((tries + 1))
    sleep 1
  done
  rm $run/waiting
fi
# Servers are counted from 1.
echo $((number + 1)) >/data/myid

cp /config/zoo.cfg /config/logback.xml $run
export ZOOCFGDIR=$run ZOO_LOG_DIR=/tmp JMXDISABLE=true ZK_SERVER_HEAP=$HEAP
export SERVER_JVMFLAGS="-Djava.security.auth.login.config=$run/jaas.conf -XX:-HeapDumpOnOutOfMemoryError ${SERVER_JVMFLAGS:-}"
exec zkServer.sh start-foreground
