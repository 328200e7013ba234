{{/* Configuration of every member. */}}
{{- define "<% name %>.config" -}}
data-dir: /data/etcd
listen-client-urls: http://0.0.0.0:<% clientPort.number %>
# Members trust each other without a password: the NetworkPolicy keeps everybody else away.
listen-peer-urls: http://0.0.0.0:2380
# Liveness and metrics, without a password and without data.
listen-metrics-urls: http://0.0.0.0:2381
auto-compaction-mode: periodic
auto-compaction-retention: 1h
quota-backend-bytes: {{ int64 .Values.quotaBackendBytes }}
# Passwords are long and random, so a costly digest protects nothing; but every probe of every pod logs in.
bcrypt-cost: 4
{{- end }}
