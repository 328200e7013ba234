#!/bin/bash
# start.sh OPTION... - MySQL as primary or replica, with its users as the Secret says.
# Reads POD_NAME, PRIMARY (the primary's pod), PRIMARY_HOST, DATABASE, /config/my.cnf and the files of /credentials.
set -euo pipefail
umask 077

volume=/var/lib/mysql
run=/run/mysqld
seed=$run/seed.sock

die() { echo "$*" >&2; exit 1; }
secret() { cat "/credentials/$1"; }

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }
# sql TEXT - as a string of SQL.
sql() { printf "'%s'" "$(printf %s "$1" | sed "s/[\\\\']/\\\\&/g")"; }

username=$(secret username)
case $username in '' | root | replication | metrics | mysql.*) die "the name '$username' is one of MySQL's own: name the user of the Secret differently" ;; esac
for key in password root-password replication-password; do
  [ -n "$(secret $key)" ] || die "$key is empty in the Secret: everybody could log in"
done
replication=$(sql "$(secret replication-password)")

# The log of changes names a server by its number, which is never 0.
mysqld=(mysqld --defaults-file=/config/my.cnf --server-id=$((${POD_NAME##*-} + 1)) --report-host="$POD_NAME" "$@")

# copy - the primary's data into new, by an empty server that receives them beside its own. It asks for no password, so it
# listens to nobody but this script.
copy() {
  "${mysqld[@]}" --datadir=$volume/empty --initialize-insecure
  "${mysqld[@]}" --datadir=$volume/empty --skip-networking --socket=$seed &
  empty=$!
  trap 'kill "$empty"; wait "$empty"; exit 143' TERM
  client=(mysql --no-defaults --user=root --socket=$seed)
  until "${client[@]}" --execute='SELECT 1' >/dev/null 2>&1; do
    kill -0 $empty
    sleep 0.2
  done
  until
    rm -rf $volume/new
    "${client[@]}" <<SQL
SET GLOBAL clone_valid_donor_list = '$PRIMARY_HOST:3306';
CLONE INSTANCE FROM 'replication'@'$PRIMARY_HOST':3306 IDENTIFIED BY $replication DATA DIRECTORY = '$volume/new';
SQL
  do
    echo "waiting for the primary $PRIMARY_HOST to give its data" >&2
    kill -0 $empty
    sleep 5
  done
  kill $empty
  wait $empty
  trap - TERM
  rm -rf $volume/empty
}

# What is made here appears under its name only when it is whole: killed on the way, it is made anew.
if [ ! -d $volume/data ]; then
  rm -rf $volume/empty $volume/new
  if [ "$POD_NAME" = "$PRIMARY" ]; then "${mysqld[@]}" --datadir=$volume/new --initialize-insecure; else copy; fi
  mv $volume/new $volume/data
fi

# Certificates and keys that a crash left half-made would be kept, and nobody could log in: the server makes new ones.
rm -f $volume/data/*.pem

# user NAME HOST PASSWORD GRANT...
user() {
  local account grant
  account="$(sql "$1")@$(sql "$2")"
  echo "CREATE USER IF NOT EXISTS $account IDENTIFIED BY $3;"
  echo "ALTER USER $account IDENTIFIED BY $3;"
  shift 3
  for grant; do echo "GRANT $grant TO $account;"; done
}

# The server reads this before it lets anybody in. Each member makes the users for itself: nothing of it is replicated.
{
  echo "SET SESSION sql_log_bin = 0;"
  user root localhost "$(sql "$(secret root-password)")"
  user "$username" % "$(sql "$(secret password)")" "ALL ON \`${DATABASE//_/\\_}\`.*"
  user replication % "$replication" "REPLICATION SLAVE, BACKUP_ADMIN ON *.*"
  if [ -s /credentials/metrics-password ]; then
    user metrics 127.0.0.1 "$(sql "$(secret metrics-password)")" "PROCESS, REPLICATION CLIENT ON *.*" "SELECT ON performance_schema.*"
  else
    echo "DROP USER IF EXISTS 'metrics'@'127.0.0.1';"
  fi
  echo "SET SESSION sql_log_bin = 1;"
  if [ "$POD_NAME" = "$PRIMARY" ]; then
    echo "RESET REPLICA ALL;"
    echo "CREATE DATABASE IF NOT EXISTS \`$DATABASE\`;"
  else
    echo "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '$PRIMARY_HOST', SOURCE_PORT = 3306, SOURCE_USER = 'replication', SOURCE_PASSWORD = $replication, SOURCE_SSL = 1, SOURCE_AUTO_POSITION = 1, SOURCE_CONNECT_RETRY = 10, SOURCE_RETRY_COUNT = 86400;"
    echo "START REPLICA;"
    echo "SET GLOBAL super_read_only = ON;"
  fi
} >$run/start.sql

# For root inside the pod, and for the probes.
printf '[client]\nuser=root\npassword=%s\nsocket=%s\n' "$(quoted "$(secret root-password)")" $run/mysqld.sock >$run/root.cnf

exec "${mysqld[@]}" --init-file=$run/start.sql
