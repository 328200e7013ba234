{{/*
Text of a configuration file: as this release ships it, then what the chart computes, then the site's overrides.
(list $ "<file>" "<computed, YAML>" <overrides>)
*/}}
{{- define "openim-push.file" -}}
{{- $shipped := (index . 0).Files.Get (printf "config/%s" (index . 1)) | fromYaml -}}
{{- $computed := index . 2 | fromYaml -}}
{{- $overrides := index . 3 | default dict | deepCopy -}}
{{- mergeOverwrite $shipped $computed $overrides | toYaml -}}
{{- end }}

{{/* What the chart computes for discovery.yml. */}}
{{- define "openim-push.computed.discovery" -}}
etcd:
  address: {{ include "openim-push.etcd.addresses" . }}
  rootDirectory: {{ .Values.global.openim.etcd.rootDirectory | toJson }}
{{- end }}

{{/* What the chart computes for redis.yml. */}}
{{- define "openim-push.computed.redis" -}}
address: {{ $addresses := include "openim-push.redis.addresses" . | fromJsonArray }}{{ if and (eq .Values.global.openim.redis.redisMode "cluster") (eq (len $addresses) 1) }}{{ $addresses = concat $addresses $addresses }}{{ end }}{{ $addresses | toJson }}
db: {{ .Values.global.openim.redis.db | toJson }}
redisMode: {{ .Values.global.openim.redis.redisMode | toJson }}
{{- end }}

{{/* What the chart computes for kafka.yml. */}}
{{- define "openim-push.computed.kafka" -}}
address: {{ include "openim-push.kafka.addresses" . }}
tls:
  caCrt: {{ ternary "/kafka-tls/ca.crt" "" (and .Values.global.openim.kafka.tls.enabled (ne .Values.global.openim.kafka.tls.existingSecret "")) | quote }}
  clientCrt: {{ ternary "/kafka-tls/tls.crt" "" .Values.global.openim.kafka.tls.clientCertificate | quote }}
  clientKey: {{ ternary "/kafka-tls/tls.key" "" .Values.global.openim.kafka.tls.clientCertificate | quote }}
  enableTLS: {{ .Values.global.openim.kafka.tls.enabled }}
  insecureSkipVerify: {{ .Values.global.openim.kafka.tls.insecureSkipVerify }}
{{- end }}
