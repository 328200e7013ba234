#!/bin/sh
# Fills in the cluster's name servers and domain, which only the pod knows, and becomes nginx.
set -eu
resolvers=$(awk '$1 == "nameserver" { printf "%s ", ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf)
domain=$(awk '$1 == "search" { print $2; exit }' /etc/resolv.conf)
for file in nginx.conf routes.conf; do
  sed -e "s/@RESOLVERS@/$resolvers/" -e "s/@DOMAIN@/$domain/" "/config/$file" >"/tmp/$file"
done
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
