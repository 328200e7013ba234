#!/bin/sh
# leave.sh SECONDS - before the end: takes no new connection, and serves those that are there until the Service leads here no more.
# Whoever dials an address that is gone waits in vain, and OpenIM's client does not try that again; what is refused it tries again.
set -u
REDISCLI_AUTH=$(cat /credentials/password)
export REDISCLI_AUTH

client=$(command -v valkey-cli || command -v redis-cli)
"$client" -h 127.0.0.1 -p <% clientPort.number %> config set port 0
sleep "$1"
