# etcd.sh - what join.sh and enable-auth.sh have in common: calls to the member at ENDPOINT.
session=/tmp/session

# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }

# call PATH BODY - etcd's answer in $answer; fails when it refuses or does not answer. Bodies go through a pipe: nobody sees
# them among the processes.
call() {
  answer=$(printf %s "$2" | curl -sS --max-time 10 --fail-with-body -H 'Content-Type: application/json' -H "@$session" --data @- "$ENDPOINT/v3/$1" 2>&1)
}
# said - what etcd, or curl, said last.
said() { printf %s "$answer" | tail -n 1; }

# login USER PASSWORD - the calls after it are USER's; nobody's when it fails.
login() {
  : >"$session"
  call auth/authenticate "{\"name\":$(quoted "$1"),\"password\":$(quoted "$2")}" || return
  printf 'Authorization: %s\n' "$(printf %s "$answer" | sed 's/.*"token":"\([^"]*\)".*/\1/')" >"$session"
}
