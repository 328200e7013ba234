#!/bin/sh
# enable-auth.sh - users, role and authentication of etcd as the Secret says. Whatever is done already stays as it is, so several members may run it at once.
# Reads ENDPOINT, ROOT_DIRECTORY and the files username, password and root-password of /credentials.
set -eu
umask 077

. /config/etcd.sh

username=$(cat /credentials/username)
password=$(cat /credentials/password)
administrator=$(cat /credentials/root-password)

die() { echo "$*" >&2; exit 1; }
encoded() { printf %s "$1" | base64 | tr -d '\n'; }

# must PATH BODY [REASON] - a call whose refusal is the end, unless it has that REASON.
must() {
  call "$1" "$2" && return
  case $answer in *"${3:-no such reason}"*) ;; *) die "etcd refuses $1: $(said)" ;; esac
}

# user NAME PASSWORD ROLE
user() {
  must auth/user/add "{\"name\":$(quoted "$1"),\"password\":$(quoted "$2")}" 'already exists'
  case $answer in *'already exists'*) must auth/user/changepw "{\"name\":$(quoted "$1"),\"password\":$(quoted "$2")}" ;; esac
  must auth/role/add "{\"name\":\"$3\"}" 'already exists'
  must auth/user/grant "{\"user\":$(quoted "$1"),\"role\":\"$3\"}"
}

# may READ|READWRITE FIRST END - role openim, keys from FIRST to before END. What it may already is in $granted.
may() {
  keys="\"key\":\"$(encoded "$2")\",\"range_end\":\"$(encoded "$3")\"}"
  case $1 in
    READ) held="{$keys" ;; # the first of its kind, which etcd leaves out of its answers
    *) held="{\"permType\":\"$1\",$keys" ;;
  esac
  case $granted in *"$held"*) return ;; esac
  must auth/role/grant "{\"name\":\"openim\",\"perm\":{\"permType\":\"$1\",$keys}"
}

[ "$username" != root ] || die "OpenIM's user in the Secret must not be root, who is the administrator"
: >"$session"

# Nobody may ask for the state once authentication is on: being refused is an answer too.
must auth/status '{}' 'user name is empty'
case $answer in *'"enabled":true'* | *'user name is empty'*) enabled=1 ;; *) enabled= ;; esac

known=
if [ -n "$enabled" ]; then
  ! login "$username" "$password" || known=1
  if ! login root "$administrator"; then
    [ -n "$known" ] || die "etcd accepts neither root nor $username with the passwords of the Secret: they were changed after its first start"
    echo "authentication is on and $username can log in; root has another password than the Secret, so nothing else was looked at"
    exit 0
  fi
else
  user root "$administrator" root
fi
# A new password ends the sessions of running processes, so only where it must be.
[ -n "$known" ] || user "$username" "$password" openim
must auth/role/get '{"role":"openim"}'
granted=$(printf %s "$answer" | tr -d ' ')
may READWRITE "$ROOT_DIRECTORY/" "${ROOT_DIRECTORY}0"
may READWRITE openim/ openim0
may READWRITE /check_openim_component /check_openim_componenu
may READ /chat/config/ /chat/config0
must auth/enable '{}'

login "$username" "$password" || die "$username cannot log in: $(said)"
must kv/range "{\"key\":\"$(encoded "$ROOT_DIRECTORY/")\",\"range_end\":\"$(encoded "${ROOT_DIRECTORY}0")\",\"count_only\":true}"
echo "authentication is on and $username can log in"
