#!/bin/bash
# start.sh OPTION... - one member of the replica set, with authentication. Reads /credentials/keyfile.
set -eu

# The server takes the members' key only from a file that nobody else may read.
install -m 0400 /credentials/keyfile /run/mongodb/keyfile
exec mongod --replSet=rs0 --keyFile=/run/mongodb/keyfile --bind_ip_all "$@"
