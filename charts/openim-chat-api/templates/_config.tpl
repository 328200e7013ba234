{{/*
Text of a configuration file: as this release ships it, then what the chart computes, then the site's overrides.
(list $ "<file>" "<computed, YAML>" <overrides>)
*/}}
{{- define "openim-chat-api.file" -}}
{{- $shipped := (index . 0).Files.Get (printf "config/%s" (index . 1)) | fromYaml -}}
{{- $computed := index . 2 | fromYaml -}}
{{- $overrides := index . 3 | default dict | deepCopy -}}
{{- mergeOverwrite $shipped $computed $overrides | toYaml -}}
{{- end }}

{{/* What the chart computes for discovery.yml. */}}
{{- define "openim-chat-api.computed.chat-discovery" -}}
etcd:
  address: {{ include "openim-chat-api.etcd.addresses" . }}
  rootDirectory: {{ .Values.global.openim.etcd.rootDirectory | toJson }}
{{- end }}

{{/* What the chart computes for share.yml. */}}
{{- define "openim-chat-api.computed.chat-share" -}}
openIM:
  apiURL: {{ printf "http://%s-api:10002" (include "openim-chat-api.instance" .) | quote }}
{{- end }}
