#!/bin/sh
# Writes the list of users from the Secret and becomes nginx, which reads the list at every request: a Secret that changes counts
# within minutes.
set -eu
run=/run/login

# Blanks around a value go: clients that read the same Secret from files drop them as well.
value() {
  value=$(cat "/credentials/$1")
  value=${value#"${value%%[![:space:]]*}"}
  printf %s "${value%"${value##*[![:space:]]}"}"
}

users() {
  user=$(value username) password=$(value password)
  case $user in
    '' | '#'* | *:*) echo "username in the Secret is empty, begins with # or has a colon in it: nobody could log in" >&2 && return 1 ;;
  esac
  [ -n "$password" ] || { echo "password in the Secret is empty: everybody could log in" >&2 && return 1; }
  # A digest only because any character may be in a password, and nginx ends a plain one at a colon.
  digest=$(printf %s "$password" | sha1sum | sed 's/ .*//; s/../0x& /g')
  # shellcheck disable=SC2059,SC2086 # bytes, as an escape each
  digest=$(printf "$(printf '\\%03o' $digest)" | base64)
  (umask 077 && printf '%s:{SHA}%s\n' "$user" "$digest" >"$run/users.new")
  mv "$run/users.new" "$run/users"
}

users
{
  echo "listen <% clientPort.number %>;"
  ! grep -q . /proc/net/if_inet6 2>/dev/null || echo "listen [::]:<% clientPort.number %>;"
} >"$run/listen.conf"
while sleep 60; do users || true; done &
exec nginx -c /login/nginx.conf
