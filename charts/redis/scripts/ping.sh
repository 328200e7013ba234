#!/bin/sh
# ping.sh startup|readiness|liveness - the server answers. While it reads its data it is alive, but not ready; a member of a
# cluster is ready when the cluster is, and a replica has what its master has. Reads HOST, set in a cluster.
# The client ends with 0 also when it is refused, so the word counts. No `timeout` before it: busybox leaves a dead process
# behind that the server, process 1, never collects; the probe has its own time limit.
set -u
REDISCLI_AUTH=$(cat /credentials/password)
export REDISCLI_AUTH

client=$(command -v valkey-cli || command -v redis-cli)
answer=$("$client" -h 127.0.0.1 -p 6379 ping 2>&1)
case $answer in
  PONG)
    if [ "$1" = readiness ] && [ -n "${HOST-}" ]; then
      answer=$("$client" -h 127.0.0.1 -p 6379 info replication; "$client" -h 127.0.0.1 -p 6379 cluster info)
      case $answer in
        *master_link_status:down* | *cluster_state:fail*) echo "$answer" | grep -E "master_link_status|cluster_state" && exit 1 ;;
      esac
    fi
    exit 0
    ;;
  *LOADING* | *MASTERDOWN*) [ "$1" = liveness ] && exit 0 ;;
esac
echo "$answer"
exit 1
