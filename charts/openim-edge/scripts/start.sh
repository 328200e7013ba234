#!/bin/sh
# Fills in the cluster's name servers and domain, which only the pod knows, and becomes nginx.
set -eu
resolvers=$(awk '$1 == "nameserver" { printf "%s ", ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf)
domain=$(awk '$1 == "search" { print $2; exit }' /etc/resolv.conf)
for file in /config/*.conf; do
  sed -e "s/@RESOLVERS@/$resolvers/" -e "s/@DOMAIN@/$domain/" "$file" >"/tmp/${file##*/}"
done

# A renewed certificate is taken in without a restart. $$ is nginx by then, and open connections stay; a certificate that
# it cannot read leaves it with the old one.
certificates() { cat /tls/* /ca/* 2>/dev/null | sha256sum; }
if [ -d /tls ] || [ -d /ca ]; then
  known=$(certificates)
  while sleep 60; do
    found=$(certificates)
    [ "$found" = "$known" ] || kill -HUP $$
    known=$found
  done &
fi
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
