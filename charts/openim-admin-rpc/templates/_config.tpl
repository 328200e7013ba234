{{/*
Text of a configuration file: as this release ships it, then what the chart computes, then the site's overrides.
(list $ "<file>" "<computed, YAML>" <overrides>)
*/}}
{{- define "openim-admin-rpc.file" -}}
{{- $shipped := (index . 0).Files.Get (printf "config/%s" (index . 1)) | fromYaml -}}
{{- $computed := index . 2 | fromYaml -}}
{{- $overrides := index . 3 | default dict | deepCopy -}}
{{- mergeOverwrite $shipped $computed $overrides | toYaml -}}
{{- end }}

{{/* What the chart computes for discovery.yml. */}}
{{- define "openim-admin-rpc.computed.chat-discovery" -}}
etcd:
  address: {{ include "openim-admin-rpc.etcd.addresses" . }}
  rootDirectory: {{ .Values.global.openim.etcd.rootDirectory | toJson }}
{{- end }}

{{/* What the chart computes for mongodb.yml. */}}
{{- define "openim-admin-rpc.computed.chat-mongodb" -}}
address: {{ include "openim-admin-rpc.mongodb.addresses" . }}
authSource: {{ .Values.global.openim.mongodb.authSource | toJson }}
database: {{ .Values.global.openim.mongodb.database | toJson }}
{{- end }}

{{/* What the chart computes for redis.yml. */}}
{{- define "openim-admin-rpc.computed.chat-redis" -}}
address: {{ $addresses := include "openim-admin-rpc.redis.addresses" . | fromJsonArray }}{{ if and (eq .Values.global.openim.redis.redisMode "cluster") (eq (len $addresses) 1) }}{{ $addresses = concat $addresses $addresses }}{{ end }}{{ $addresses | toJson }}
clusterMode: {{ eq .Values.global.openim.redis.redisMode "cluster" }}
db: {{ .Values.global.openim.redis.db | toJson }}
{{- end }}
