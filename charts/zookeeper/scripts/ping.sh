#!/bin/bash
# ping.sh ready|alive - the server takes part in its ensemble, or at least answers. One that start.sh keeps waiting is well.
set -u
[ ! -e /run/zookeeper/waiting ] || exit 0

ask() {
  exec 3<>/dev/tcp/127.0.0.1/2181 || exit 1
  printf %s "$1" >&3
  answer=$(timeout 3 cat <&3)
}

case $1 in
  ready) ask srvr && [[ $answer == *"Mode: "* ]] ;;
  alive) ask ruok && [ "$answer" = imok ] ;;
esac && exit 0
echo "$answer"
exit 1
