{{/*
Text of a configuration file: as this release ships it, then what the chart computes, then the site's overrides.
(list $ "<file>" "<computed, YAML>" <overrides>)
*/}}
{{- define "openim-rpc-auth.file" -}}
{{- $shipped := (index . 0).Files.Get (printf "config/%s" (index . 1)) | fromYaml -}}
{{- $computed := index . 2 | fromYaml -}}
{{- $overrides := index . 3 | default dict | deepCopy -}}
{{- mergeOverwrite $shipped $computed $overrides | toYaml -}}
{{- end }}

{{/* What the chart computes for discovery.yml. */}}
{{- define "openim-rpc-auth.computed.discovery" -}}
etcd:
  address: {{ include "openim-rpc-auth.etcd.addresses" . }}
  rootDirectory: {{ .Values.global.openim.etcd.rootDirectory | toJson }}
{{- end }}

{{/* What the chart computes for redis.yml. */}}
{{- define "openim-rpc-auth.computed.redis" -}}
address: {{ $addresses := include "openim-rpc-auth.redis.addresses" . | fromJsonArray }}{{ if and (eq .Values.global.openim.redis.redisMode "cluster") (eq (len $addresses) 1) }}{{ $addresses = concat $addresses $addresses }}{{ end }}{{ $addresses | toJson }}
db: {{ .Values.global.openim.redis.db | toJson }}
redisMode: {{ .Values.global.openim.redis.redisMode | toJson }}
{{- end }}
