#!/bin/sh
# ping.sh readiness|liveness - the server answers. While it reads its data it is alive, but not ready.
# The client ends with 0 also when it is refused, so the word counts. No `timeout` before it: busybox leaves a dead process
# behind that the server, process 1, never collects; the probe has its own time limit.
set -u
REDISCLI_AUTH=$(cat /credentials/password)
export REDISCLI_AUTH

client=$(command -v valkey-cli || command -v redis-cli)
answer=$("$client" -h 127.0.0.1 -p <% clientPort.number %> ping 2>&1)
case $answer in
  PONG) exit 0 ;;
  *LOADING* | *MASTERDOWN*) [ "$1" = liveness ] && exit 0 ;;
esac
echo "$answer"
exit 1
